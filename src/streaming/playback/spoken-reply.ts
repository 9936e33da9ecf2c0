import type { Clause } from '../../tutor/index.js';

const bytesPerMs = 8;
/** The grain of playback: small enough to stop exactly, large enough to be cheap. */
const pieceBytes = 200 * bytesPerMs;
/** Synthesis stays at most this far ahead of playback. */
const lookaheadBytes = 8000 * bytesPerMs;

/** One clause of a reply and its audio (mu-law, 8 kHz), as far as it has been synthesised. */
export class Segment {
  readonly chunks: Uint8Array[] = [];
  complete = false;

  constructor(readonly clause: Clause) {}
}

/** A reply on its way to the caller: the synthesizer appends, playback consumes. */
export class SpokenReply {
  readonly segments: Segment[] = [];
  complete = false;
  private unplayedBytes = 0;
  private progressed: () => void = () => undefined;
  private roomMade: () => void = () => undefined;

  constructor(readonly generation: number) {}

  /** There were words to say, and there is no sound of any. */
  get isMute(): boolean {
    return this.segments.length > 0 && this.segments.every(({ chunks }) => chunks.length === 0);
  }

  /** Calls `listener` whenever there is more to play, or no more to come. */
  onProgress(listener: () => void): void {
    this.progressed = listener;
  }

  /** Opens the next clause; its audio follows through `append` until `finishSegment`. */
  open(clause: Clause): Segment {
    const segment = new Segment(clause);
    this.segments.push(segment);
    return segment;
  }

  append(segment: Segment, audio: Uint8Array): void {
    for (let offset = 0; offset < audio.length; offset += pieceBytes) {
      segment.chunks.push(audio.subarray(offset, offset + pieceBytes));
    }
    this.unplayedBytes += audio.length;
    this.progressed();
  }

  finishSegment(segment: Segment): void {
    segment.complete = true;
    this.progressed();
  }

  finish(): void {
    this.complete = true;
    this.progressed();
  }

  consumed(bytes: number): void {
    this.unplayedBytes -= bytes;
    if (this.unplayedBytes < lookaheadBytes) this.roomMade();
  }

  /** Resolves once playback has caught up enough for another clause, or the signal is aborted. */
  async room(signal: AbortSignal): Promise<void> {
    if (this.unplayedBytes < lookaheadBytes || signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.roomMade = resolve;
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    });
  }
}
