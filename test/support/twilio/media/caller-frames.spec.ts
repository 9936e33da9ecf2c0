import fc from 'fast-check';

import { CallerFrames, type MediaChunk } from './caller-frames.js';

function frame(value: number): Uint8Array {
  return new Uint8Array(160).fill(value);
}

function pushAll(frames: CallerFrames, count: number): (readonly MediaChunk[])[] {
  return Array.from({ length: count }, (_, index) => frames.push(frame(index % 256)));
}

describe('the caller’s audio on its way', () => {
  it('leaves in one chunk of 160 bytes every 20 ms on a healthy line', () => {
    const sent = pushAll(new CallerFrames({}), 3);
    expect(sent.map((chunks) => chunks.length)).toEqual([1, 1, 1]);
    expect(sent.flat().map(({ chunk, timestampMs }) => [chunk, timestampMs])).toEqual([
      [1, 0],
      [2, 20],
      [3, 40],
    ]);
  });

  it('arrives in bursts on a line with jitter, timestamps unchanged', () => {
    const sent = pushAll(new CallerFrames({ jitter: { everyFrames: 2, heldFrames: 3 } }), 7);
    expect(sent.map((chunks) => chunks.length)).toEqual([1, 1, 0, 0, 0, 4, 1]);
    expect(sent.flat().map(({ timestampMs }) => timestampMs)).toEqual([
      0, 20, 40, 60, 80, 100, 120,
    ]);
  });

  it('leaves a hole in the chunk numbers where a chunk is lost', () => {
    const sent = pushAll(new CallerFrames({ losesChunk: (chunk) => chunk === 2 }), 3).flat();
    expect(sent.map(({ chunk, timestampMs }) => [chunk, timestampMs])).toEqual([
      [1, 0],
      [3, 40],
    ]);
  });

  it('loses no byte and no order, whatever the sizes and the jitter', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });
    const holds = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(sizes, holds, holds, (payloadBytes, everyFrames, heldFrames) => {
        const jitter = { everyFrames, heldFrames };
        const sent = pushAll(new CallerFrames({ payloadBytes, jitter }), 40).flat();
        const spoken = Buffer.concat(Array.from({ length: 40 }, (_, index) => frame(index)));
        const received = Buffer.concat(sent.map(({ audio }) => audio));
        expect(received.equals(spoken.subarray(0, received.length))).toBe(true);
        sent.forEach(({ chunk, audio }, index) => {
          expect(chunk).toBe(index + 1);
          expect(audio.length).toBe(payloadBytes[index % payloadBytes.length]);
        });
      }),
    );
  });
});
