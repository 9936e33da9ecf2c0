/** Cuts a stream of bytes, in chunks of any length, into frames of one length. */
export class Framer {
  private readonly frame: Uint8Array;
  private filledBytes = 0;

  constructor(readonly frameBytes: number) {
    if (!Number.isInteger(frameBytes) || frameBytes < 1) {
      throw new RangeError('A frame must have at least one byte');
    }
    this.frame = new Uint8Array(frameBytes);
  }

  /** The frames that `chunk` completes, each a copy of its own. */
  push(chunk: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (let offset = 0; offset < chunk.length;) {
      const taken = chunk.subarray(offset, offset + this.frameBytes - this.filledBytes);
      this.frame.set(taken, this.filledBytes);
      this.filledBytes += taken.length;
      offset += taken.length;
      if (this.filledBytes === this.frameBytes) frames.push(this.take());
    }
    return frames;
  }

  /** What is left, filled up with `padding`; undefined when nothing is. */
  flush(padding: number): Uint8Array | undefined {
    if (this.filledBytes === 0) return undefined;
    this.frame.fill(padding, this.filledBytes);
    return this.take();
  }

  private take(): Uint8Array {
    this.filledBytes = 0;
    return this.frame.slice();
  }
}
