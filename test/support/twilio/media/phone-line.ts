import type { Stretch } from '../../audio/index.js';
import type { FrameTicker } from './frame-ticker.js';
import { frameMs, type PlayedFrame, silentFrame } from './playback-queue.js';

/** The far end of a line while a stream is open. */
export interface AudioPeer {
  /** Takes the 20 ms the caller has just said, gives the 20 ms the caller hears next. */
  exchange(callerFrame: Uint8Array): PlayedFrame;
}

export interface AudioSource {
  next(startMs: number): Uint8Array;
}

export interface AudioSink {
  hear(frame: Uint8Array, startMs: number): void;
}

/**
 * The caller's line for the length of the call, with or without a stream: frame `n` belongs to
 * `n * 20` ms after the call was placed, whenever the process gets to it. Both directions are recorded
 * on that clock.
 */
export class PhoneLine {
  readonly callerFrames: Uint8Array[] = [];
  readonly tutorFrames: Uint8Array[] = [];
  /** When audio came out of the queue, joined where there was no gap. */
  readonly played: Stretch[] = [];
  /** How late the process came to each frame, in milliseconds. */
  readonly latenessMs: number[] = [];
  peer: AudioPeer | undefined;
  private captured = silentFrame;
  private disconnect: () => void = () => undefined;

  /** `nowMs` counts from the moment the call was placed. */
  constructor(
    private readonly nowMs: () => number,
    private readonly caller: AudioSource & AudioSink,
  ) {}

  open(ticker: FrameTicker): void {
    this.disconnect = ticker.add(() => {
      this.catchUp();
    });
  }

  close(): void {
    this.disconnect();
  }

  private catchUp(): void {
    const nowMs = this.nowMs();
    for (let startMs = this.tutorFrames.length * frameMs; startMs <= nowMs; startMs += frameMs) {
      this.latenessMs.push(nowMs - startMs);
      this.frame(startMs);
    }
  }

  private frame(startMs: number): void {
    const heard = this.peer?.exchange(this.captured);
    this.captured = this.caller.next(startMs);
    this.callerFrames.push(this.captured);
    this.tutorFrames.push(heard?.audio ?? silentFrame);
    if (heard && heard.playedBytes > 0) this.notePlayed(startMs, heard.playedBytes / 8);
    this.caller.hear(heard?.audio ?? silentFrame, startMs);
  }

  private notePlayed(startMs: number, lengthMs: number): void {
    const last = this.played.at(-1);
    const endMs = startMs + lengthMs;
    if (last?.endMs === startMs) this.played[this.played.length - 1] = { ...last, endMs };
    else this.played.push({ startMs, endMs });
  }
}
