import { mulawBytesPerMs } from '../../../audio/index.js';

/** A connection that is away for longer loses the oldest. */
const keptBytes = 30_000 * mulawBytesPerMs;

/** The call's audio that has no final words yet, kept to be sent again on another connection. */
export class UnheardAudio {
  private frames: Uint8Array[] = [];
  private startBytes = 0;
  private endBytes = 0;

  /** Where in the call the kept audio begins. */
  get startMs(): number {
    return this.startBytes / mulawBytesPerMs;
  }

  push(audio: Uint8Array): void {
    this.frames.push(audio);
    this.endBytes += audio.length;
    this.forgetBefore(this.endBytes - keptBytes);
  }

  /** The call up to `ms` is understood. */
  settle(ms: number): void {
    this.forgetBefore(ms * mulawBytesPerMs);
  }

  all(): readonly Uint8Array[] {
    return this.frames;
  }

  private forgetBefore(bytes: number): void {
    let gone = 0;
    for (const { length } of this.frames) {
      if (this.startBytes + length > bytes) break;
      this.startBytes += length;
      gone++;
    }
    if (gone > 0) this.frames = this.frames.slice(gone);
  }
}
