import fc from 'fast-check';
import { encodeMulaw } from './mulaw.js';
import { readWav, readWavHeader, startsLikeWav, writeWav } from './wav.js';

function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(8 + content.length + (content.length % 2));
  bytes.write(name, 'latin1');
  bytes.writeUInt32LE(content.length, 4);
  bytes.set(content, 8);
  return bytes;
}

function riff(...chunks: Uint8Array[]): Uint8Array {
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]));
}

function format(encoding: number, bits: number, channels = 1): Uint8Array {
  const content = Buffer.alloc(16);
  content.writeUInt16LE(encoding, 0);
  content.writeUInt16LE(channels, 2);
  content.writeUInt32LE(8000, 4);
  content.writeUInt16LE(bits, 14);
  return chunk('fmt ', content);
}

const samples = Int16Array.of(1, -2, 300, -32768);
const pcm = new Uint8Array(samples.buffer);

describe('a WAV file', () => {
  it('comes back as it was written, with one channel or two', () => {
    const pair = fc.nat(50).chain((length) => {
      const channel = fc.int16Array({ minLength: length, maxLength: length });
      return fc.array(channel, { minLength: 1, maxLength: 2 });
    });
    fc.assert(
      fc.property(pair, fc.constantFrom(8000, 16000, 22050), (channels, sampleRateHz) => {
        expect(readWav(writeWav({ sampleRateHz, channels }))).toEqual({ sampleRateHz, channels });
      }),
    );
  });

  it('is read past chunks of odd length that come before the audio', () => {
    const file = riff(
      chunk('LIST', Buffer.from('INFOISFT\x05')),
      format(1, 16),
      chunk('LIST', Buffer.from('odd')),
      chunk('data', pcm),
    );
    expect(readWav(file).channels).toEqual([samples]);
  });

  it('is read when its audio is mu-law', () => {
    const loud = Int16Array.of(0, 8, -8, 32124);
    const file = riff(format(7, 8), chunk('data', encodeMulaw(loud)));
    expect(readWav(file)).toEqual({ sampleRateHz: 8000, channels: [loud] });
  });

  it.each([0, 0xffff_ffff])('is read to its end when a stream gave its length as %d', (length) => {
    const file = Buffer.from(riff(format(1, 16), chunk('data', pcm)));
    file.writeUInt32LE(length, file.indexOf('data') + 4);
    expect(readWav(file).channels).toEqual([samples]);
  });

  it('is read as far as it goes when it was cut off', () => {
    const file = riff(format(1, 16), chunk('data', pcm));
    expect(readWav(file.subarray(0, file.length - 3)).channels).toEqual([samples.subarray(0, 2)]);
  });

  it('waits for more bytes until the audio begins', () => {
    const file = riff(format(1, 16), chunk('LIST', new Uint8Array(20)), chunk('data', pcm));
    const starts = Array.from(file, (_, i) => readWavHeader(file.subarray(0, i))?.dataOffset);
    const audioAt = file.length - pcm.length;
    expect(starts.slice(0, audioAt)).toEqual(new Array(audioAt).fill(undefined));
    expect(starts.slice(audioAt)).toEqual(new Array(pcm.length).fill(audioAt));
  });

  it.each([
    ['has no RIFF header', new Uint8Array(64).fill(0xff), 'no RIFF header'],
    ['has an encoding we do not know', riff(format(3, 32)), 'neither 16-bit PCM nor mu-law'],
    ['has no channel', riff(format(1, 16, 0)), 'no channel'],
    ['has audio before its format', riff(chunk('data', pcm)), 'too late'],
    [
      'has a short format chunk',
      riff(chunk('fmt ', new Uint8Array(8)), format(1, 16)),
      'too short',
    ],
    ['has no audio', riff(format(1, 16)), 'ends before its audio'],
  ])('is refused with a reason when it %s', (_, file, reason) => {
    expect(() => readWav(file)).toThrow(reason);
  });

  it('is known from its first twelve bytes', () => {
    expect(startsLikeWav(riff(format(1, 16)))).toBe(true);
    expect(startsLikeWav(Buffer.from('RIFF'))).toBe(false);
  });
});
