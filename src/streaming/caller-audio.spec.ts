import fc from 'fast-check';
import { CallerAudio } from './caller-audio.js';

describe('the caller’s audio', () => {
  it('gives back any stretch that it still keeps, whatever the frames it came in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 30 }),
        fc.nat(1000),
        fc.nat(1000),
        (frames, from, length) => {
          const audio = new CallerAudio(100);
          const whole: number[] = [];
          for (const size of frames) {
            const frame = Uint8Array.from({ length: size }, (_, n) => (whole.length + n) % 251);
            whole.push(...frame);
            audio.push(frame);
          }
          const oldest = Math.max(0, whole.length - 800);
          const start = Math.min(whole.length, oldest + from);
          const end = Math.min(whole.length, start + length);
          expect(Array.from(audio.slice(start / 8, end / 8))).toEqual(whole.slice(start, end));
        },
      ),
    );
  });

  it('gives what is left of a stretch that is partly overwritten', () => {
    const audio = new CallerAudio(10);
    audio.push(Uint8Array.from({ length: 160 }, (_, n) => n));
    expect(Array.from(audio.slice(0, 20))).toEqual(Array.from({ length: 80 }, (_, n) => 80 + n));
    expect(audio.receivedMs).toBe(20);
  });
});
