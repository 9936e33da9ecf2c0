import type { Clock } from '../../common/clock.js';
import type { MediaSink } from '../playback/playback.js';
import { LineModel } from './line-model.js';

/** How long a message takes; asked once for each, so that it can vary. */
export interface NetworkDelay {
  /** From the server to the line, in ms. */
  readonly outMs: () => number;
  /** From the line to the server, in ms. */
  readonly backMs: () => number;
}

/** What reached the line, or left it, and how much the caller's ear had received by then. */
export interface LineEvent {
  /** `mark`: reached by playing, not by a `clear`. */
  readonly type: 'audio' | 'mark' | 'clear';
  readonly atMs: number;
  readonly playedBytes: number;
}

/** One direction of a connection: messages take time, and none overtakes another. */
class Cable {
  private lastAtMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly delayMs: () => number,
  ) {}

  carry(deliver: () => void): void {
    const nowMs = this.clock.now();
    this.lastAtMs = Math.max(this.lastAtMs, nowMs + this.delayMs());
    this.clock.after(this.lastAtMs - nowMs, deliver);
  }
}

/** Twilio's playback queue at the far end of a network. */
export class DistantLine implements MediaSink {
  readonly events: LineEvent[] = [];
  private readonly line: LineModel;
  private readonly out: Cable;
  private readonly back: Cable;
  private clearing = false;

  constructor(
    private readonly clock: Clock,
    delay: NetworkDelay,
    onMark: (name: string) => void,
  ) {
    this.out = new Cable(clock, delay.outMs);
    this.back = new Cable(clock, delay.backMs);
    this.line = new LineModel(clock, (name) => {
      if (!this.clearing) this.note('mark');
      this.back.carry(() => {
        onMark(name);
      });
    });
  }

  /** Every byte that the caller's ear received. */
  get played(): readonly number[] {
    return this.line.played;
  }

  sendAudio(audio: Uint8Array): void {
    this.out.carry(() => {
      this.note('audio');
      this.line.sendAudio(audio);
    });
  }

  sendMark(name: string): void {
    this.out.carry(() => {
      this.line.sendMark(name);
    });
  }

  sendClear(): void {
    this.out.carry(() => {
      this.clearing = true;
      this.line.sendClear();
      this.clearing = false;
      this.note('clear');
    });
  }

  /** What the caller says reaches the server later, in order with the marks. */
  toServer(deliver: () => void): void {
    this.back.carry(deliver);
  }

  private note(type: LineEvent['type']): void {
    this.events.push({ type, atMs: this.clock.now(), playedBytes: this.line.played.length });
  }
}
