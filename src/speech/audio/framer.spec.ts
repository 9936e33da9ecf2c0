import fc from 'fast-check';
import { Framer } from './framer.js';

describe('Framer', () => {
  it('loses no byte and changes no order, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(fc.uint8Array()), (length, chunks) => {
        const framer = new Framer(length);
        const frames = chunks.flatMap((chunk) => framer.push(chunk));
        const last = framer.flush(0xff);
        const bytes = Buffer.concat([...frames, ...(last ? [last] : [])]);
        const stream = Buffer.concat(chunks);
        expect(frames.every((frame) => frame.length === length)).toBe(true);
        expect(bytes.length % length).toBe(0);
        expect(bytes.subarray(0, stream.length).equals(stream)).toBe(true);
        expect(bytes.subarray(stream.length).every((byte) => byte === 0xff)).toBe(true);
      }),
    );
  });

  it('keeps frames that were handed out as they are', () => {
    const framer = new Framer(2);
    const [first] = framer.push(Uint8Array.of(1, 2));
    framer.push(Uint8Array.of(3, 4));
    expect(first).toEqual(Uint8Array.of(1, 2));
  });

  it('has nothing left after a whole frame', () => {
    const framer = new Framer(2);
    framer.push(Uint8Array.of(1, 2));
    expect(framer.flush(0)).toBeUndefined();
  });

  it('refuses frames of no length', () => {
    expect(() => new Framer(0)).toThrow('at least one byte');
  });
});
