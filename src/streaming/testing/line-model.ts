import type { Clock, Timer } from '../../common/clock.js';
import type { MediaSink } from '../playback/playback.js';

type Queued = { readonly audio: Uint8Array } | { readonly mark: string };

/**
 * Twilio's playback queue on a virtual clock: audio plays at 8 bytes a millisecond, a mark comes back
 * when everything before it was played, and `clear` returns all of them at once.
 */
export class LineModel implements MediaSink {
  /** Every byte that the caller's ear received. */
  readonly played: number[] = [];
  /** How much had been played at each `clear`, in bytes. */
  readonly clearedAt: number[] = [];
  private readonly queue: Queued[] = [];
  private timer: Timer | null = null;
  private playingSinceMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly onMark: (name: string) => void,
  ) {}

  /** Audio in the queue and not yet played, in ms. */
  get queuedMs(): number {
    const bytes = this.queue.reduce(
      (sum, item) => sum + ('audio' in item ? item.audio.length : 0),
      0,
    );
    return bytes / 8 - (this.timer ? this.clock.now() - this.playingSinceMs : 0);
  }

  sendAudio(audio: Uint8Array): void {
    this.queue.push({ audio });
    this.playNext();
  }

  sendMark(name: string): void {
    this.queue.push({ mark: name });
    this.playNext();
  }

  sendClear(): void {
    this.timer?.cancel();
    const [playing] = this.queue;
    if (this.timer && playing && 'audio' in playing) {
      this.played.push(...playing.audio.subarray(0, (this.clock.now() - this.playingSinceMs) * 8));
    }
    this.timer = null;
    this.clearedAt.push(this.played.length);
    for (const item of this.queue.splice(0)) if ('mark' in item) this.onMark(item.mark);
  }

  private playNext(): void {
    for (let next = this.queue[0]; !this.timer && next && 'mark' in next; next = this.queue[0]) {
      this.queue.shift();
      this.onMark(next.mark);
    }
    const [next] = this.queue;
    if (this.timer || !next || !('audio' in next)) return;
    this.playingSinceMs = this.clock.now();
    this.timer = this.clock.after(next.audio.length / 8, () => {
      this.timer = null;
      this.queue.shift();
      this.played.push(...next.audio);
      this.playNext();
    });
  }
}
