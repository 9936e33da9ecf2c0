import fc from 'fast-check';
import { decodeMulaw, encodeMulaw, mulawSilence } from './mulaw.js';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const allSamples = Int16Array.from({ length: 65536 }, (_, index) => index - 32768);

describe('mu-law', () => {
  it.each([
    [0x00, -32124],
    [0x80, 32124],
    [0x0f, -16764],
    [0x8f, 16764],
    [0xf0, 120],
    [0xfe, 8],
    [0x7e, -8],
    [0xff, 0],
    [0x7f, 0],
  ])('decodes byte %d to the value of the G.711 table, %d', (byte, sample) => {
    expect(decodeMulaw(Uint8Array.of(byte))).toEqual(Int16Array.of(sample));
  });

  it('gives back every byte but negative zero', () => {
    const expected = allBytes.map((byte) => (byte === 0x7f ? mulawSilence : byte));
    expect(encodeMulaw(decodeMulaw(allBytes))).toEqual(expected);
  });

  it('encodes silence as the silence byte', () => {
    expect(encodeMulaw(new Int16Array(3))).toEqual(new Uint8Array(3).fill(mulawSilence));
  });

  it('clips what is louder than the loudest byte', () => {
    expect(encodeMulaw(Int16Array.of(32767, -32768))).toEqual(Uint8Array.of(0x80, 0x00));
  });

  it('never orders two samples differently from their bytes', () => {
    const decoded = decodeMulaw(encodeMulaw(allSamples));
    expect(decoded.every((sample, i) => i === 0 || sample >= (decoded[i - 1] ?? 0))).toBe(true);
  });

  it('chooses a value within one step of the sample', () => {
    const heard = decodeMulaw(encodeMulaw(allSamples));
    const tooFar = allSamples.filter((sample, i) => {
      const size = Math.min(Math.abs(sample), 32124);
      const step = 2 ** Math.max(3, Math.floor(Math.log2(size + 132)) - 4);
      return Math.abs(Math.sign(sample) * size - (heard[i] ?? 0)) > step;
    });
    expect(tooFar).toEqual(new Int16Array(0));
  });

  it('does not care how the audio is cut', () => {
    fc.assert(
      fc.property(fc.int16Array(), fc.nat(), (pcm, at) => {
        const cut = at % (pcm.length + 1);
        const parts = [...encodeMulaw(pcm.slice(0, cut)), ...encodeMulaw(pcm.slice(cut))];
        expect(parts).toEqual([...encodeMulaw(pcm)]);
      }),
    );
  });
});
