import { frameBytes } from './playback-queue.js';

/** What a bad line does to the caller's audio on its way to the server. */
export interface LineFaults {
  /** After every `everyFrames` frames the line stalls for `heldFrames`, then delivers them at once. */
  readonly jitter?: { readonly everyFrames: number; readonly heldFrames: number };
  /** Sizes of the media payloads in bytes, used in turn over and over; a healthy line has [160]. */
  readonly payloadBytes?: readonly number[];
  /** True for a chunk that is lost on the way: its number is missing at the server. */
  readonly losesChunk?: (chunk: number) => boolean;
}

export interface MediaChunk {
  /** Counts from 1. */
  readonly chunk: number;
  /** Where the audio begins, from the start of the stream. */
  readonly timestampMs: number;
  readonly audio: Uint8Array;
}

/** Cuts the caller's audio into media messages, the way the line's faults would have it. */
export class CallerFrames {
  private frames = 0;
  private chunks = 0;
  private sentBytes = 0;
  private waiting: Uint8Array = new Uint8Array(0);
  private held: MediaChunk[] = [];

  constructor(private readonly faults: LineFaults) {}

  /** Takes 20 ms of audio; returns the chunks that leave now. */
  push(frame: Uint8Array): readonly MediaChunk[] {
    this.frames++;
    this.waiting = this.waiting.length === 0 ? frame : Buffer.concat([this.waiting, frame]);
    const leaving = [...this.held, ...this.cut()];
    this.held = this.stalled() ? leaving : [];
    return this.stalled() ? [] : leaving;
  }

  private cut(): MediaChunk[] {
    const chunks: MediaChunk[] = [];
    while (this.waiting.length >= this.nextBytes()) {
      const audio = this.waiting.subarray(0, this.nextBytes());
      const chunk = { chunk: this.chunks + 1, timestampMs: Math.floor(this.sentBytes / 8), audio };
      this.waiting = this.waiting.subarray(audio.length);
      this.sentBytes += audio.length;
      this.chunks++;
      if (!this.faults.losesChunk?.(chunk.chunk)) chunks.push(chunk);
    }
    return chunks;
  }

  private nextBytes(): number {
    const sizes = this.faults.payloadBytes ?? [];
    return Math.max(1, sizes[this.chunks % Math.max(1, sizes.length)] ?? frameBytes);
  }

  private stalled(): boolean {
    const { jitter } = this.faults;
    if (!jitter) return false;
    return (this.frames - 1) % (jitter.everyFrames + jitter.heldFrames) >= jitter.everyFrames;
  }
}
