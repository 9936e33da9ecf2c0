import fc from 'fast-check';
import { babble } from './babble.js';
import { decodeMuLaw, encodeMuLaw } from './mu-law.js';
import { speak } from './voice.js';
import { readWav, wavHeader, writeWav } from './wav.js';

const rms = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

describe('the voice of the stand-ins', () => {
  it('lasts 60 ms a character, whatever the text and the rate', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.constantFrom(8_000, 22_050, 24_000),
        (text, hz) => {
          expect(babble(text, hz)).toHaveLength(
            Math.round((Array.from(text).length * hz * 60) / 1000),
          );
        },
      ),
    );
  });

  it('is loud in its vowels, silent in its gaps, and never clips', () => {
    const samples = babble('aa a', 8_000);
    expect(rms(samples.subarray(0, 960))).toBeGreaterThan(1_500);
    expect(rms(samples.subarray(960, 1440))).toBe(0);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(9_000);
  });

  it('says a long reply in a moment, so that it does not disturb what is being measured', () => {
    const startedAt = performance.now();
    babble('a long reply '.repeat(20), 8_000);
    expect(performance.now() - startedAt).toBeLessThan(100);
  });

  it('takes another voice, and resamples it', () => {
    const voice = (): Uint8Array => encodeMuLaw(Int16Array.of(0, 1000, 2000));
    expect(speak('x', 8_000, voice)).toHaveLength(3);
    const samples = speak('x', 24_000, voice);
    expect(samples).toHaveLength(9);
    expect(samples[3]).toBe(speak('x', 8_000, voice)[1]);
    expect(samples[4]).toBeGreaterThan(samples[3] ?? 0);
  });
});

describe('mu-law', () => {
  it('has the reference values of G.711', () => {
    expect([...decodeMuLaw(Uint8Array.of(0xff, 0x7f, 0x00, 0x80, 0xf0, 0x8f))]).toEqual([
      0, 0, -32124, 32124, 120, 16764,
    ]);
  });

  it('gives every byte back, but for the second zero', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const back = encodeMuLaw(decodeMuLaw(bytes));
    expect([...back]).toEqual([...bytes].map((byte) => (byte === 0x7f ? 0xff : byte)));
  });
});

describe('WAV files', () => {
  const samples = Int16Array.of(1, -2, 3);

  it('are read with whatever chunks come before the data', () => {
    expect(readWav(writeWav(samples, 16_000))).toMatchObject({ samples, sampleRateHz: 16_000 });
    expect(readWav(writeWav(samples, 22_050, 'odd'))).toMatchObject({ samples });
  });

  it('say the largest length when it is not known, and are read to their end', () => {
    const header = wavHeader({ encoding: 'linear16', sampleRateHz: 8_000 });
    const file = Buffer.concat([header, Buffer.from([1, 0, 2, 0])]);
    expect(file.readUInt32LE(40)).toBe(0xffffffff);
    expect(readWav(file)).toMatchObject({ samples: Int16Array.of(1, 2), durationMs: 0.25 });
  });

  it('are refused with a reason when they are none, or no PCM', () => {
    expect(readWav(new Uint8Array())).toMatch(/no RIFF/);
    expect(readWav(Buffer.from('RIFF....WAVEfmt '))).toMatch(/no RIFF/);
    const muLaw = Buffer.concat([
      wavHeader({ encoding: 'mulaw', sampleRateHz: 8_000 }, 2),
      Buffer.from([0xff, 0xff]),
    ]);
    expect(readWav(muLaw)).toBe('not 16-bit PCM mono: format 7, 1 channels, 8 bit');
  });
});
