const bytesPerMs = 8;
const silence = 0xff;

/** The last stretch of the caller's audio (mu-law, 8 kHz), addressed by ms since the call began. */
export class CallerAudio {
  private readonly ring: Uint8Array;
  private received = 0;

  constructor(keepMs: number) {
    this.ring = new Uint8Array(keepMs * bytesPerMs).fill(silence);
  }

  get receivedMs(): number {
    return this.received / bytesPerMs;
  }

  push(audio: Uint8Array): void {
    const kept = audio.subarray(Math.max(0, audio.length - this.ring.length));
    const at = (this.received + audio.length - kept.length) % this.ring.length;
    const untilEnd = this.ring.length - at;
    this.ring.set(kept.subarray(0, untilEnd), at);
    this.ring.set(kept.subarray(untilEnd), 0);
    this.received += audio.length;
  }

  /** A copy of the audio from `fromMs` to `toMs`, without what was already overwritten. */
  slice(fromMs: number, toMs: number): Uint8Array {
    const end = Math.min(this.received, Math.round(toMs * bytesPerMs));
    const oldest = Math.max(0, this.received - this.ring.length);
    const start = Math.min(end, Math.max(oldest, Math.round(fromMs * bytesPerMs)));
    const audio = new Uint8Array(end - start);
    const at = start % this.ring.length;
    const untilEnd = this.ring.length - at;
    audio.set(this.ring.subarray(at, at + Math.min(audio.length, untilEnd)));
    if (audio.length > untilEnd)
      audio.set(this.ring.subarray(0, audio.length - untilEnd), untilEnd);
    return audio;
  }
}
