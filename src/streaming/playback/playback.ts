import type { Clock, Timer } from '../../common/clock.js';
import type { Clause } from '../../tutor/index.js';
import type { Segment, SpokenReply } from './spoken-reply.js';

/** Where audio goes: Twilio's media stream. */
export interface MediaSink {
  /** Mu-law, 8 kHz, any length. */
  sendAudio(audio: Uint8Array): void;
  /** Echoed by Twilio when all audio before it was played, and also when it is cleared. */
  sendMark(name: string): void;
  /** Empties Twilio's queue; every outstanding mark comes back at once. */
  sendClear(): void;
}

export interface PlaybackListener {
  /** Audio was handed to the sink, which will have it heard from `atMs` on. */
  sent(audio: Uint8Array, atMs: number): void;
  /** The first audio of the reply was handed to the sink. */
  started(generation: number): void;
  /** The caller has heard everything. */
  ended(generation: number): void;
}

const bytesPerMs = 8;
/** How much room there must be again before playback wakes up to fill it. */
const refillMs = 200;
/** An echo that is this late is not coming: the play clock decides instead. */
const markPatienceMs = 1500;

interface Cursor {
  segment: number;
  chunk: number;
}

/**
 * Plays one reply at a time, at most `aheadMs` ahead of the caller's ear, so that stopping is exact
 * and little is wasted. What was heard is known from genuine marks and from the play clock: Twilio
 * returns the marks of cleared audio too, and those are not counted.
 */
export class Playback {
  private reply: SpokenReply | null = null;
  private cursor: Cursor = { segment: 0, chunk: 0 };
  private announced = false;
  private held = false;
  /** When everything sent so far will have been played. */
  private playedOutAtMs = 0;
  private readonly heardUntil = new Map<Segment, { mark: string; endsAtMs: number }>();
  private readonly heard = new Set<Segment>();
  private readonly outstanding = new Map<string, Segment>();
  private marks = 0;
  private timer: Timer | null = null;

  constructor(
    private readonly sink: MediaSink,
    private readonly clock: Clock,
    private readonly aheadMs: number,
    private readonly listener: PlaybackListener,
  ) {}

  /** Audio handed to the sink and not yet played, in ms. */
  get queuedMs(): number {
    return Math.max(0, this.playedOutAtMs - this.clock.now());
  }

  play(reply: SpokenReply): void {
    this.reset();
    this.reply = reply;
    reply.onProgress(() => {
      this.pump();
    });
    this.pump();
  }

  /** Audio for a wait, of which no record is kept. A reply that has given no audio yet is played after it. */
  bridge(audio: Uint8Array): void {
    if (this.announced) return;
    this.hand(audio);
  }

  /** Silences what bridges a wait: the caller speaks. */
  hush(): void {
    if (!this.announced && this.queuedMs > 0) this.silence();
  }

  /** Silences the caller's ear at once; the reply can go on later. Gives the clause it was at. */
  hold(): Clause | null {
    this.noteHeard();
    this.held = true;
    this.silence();
    return this.reply?.segments.find((segment) => !this.heard.has(segment))?.clause ?? null;
  }

  /** Goes on with the clause that was interrupted, from its beginning. */
  resume(): void {
    this.held = false;
    const segments = this.reply?.segments ?? [];
    const next = segments.findIndex((segment) => !this.heard.has(segment));
    this.cursor = { segment: next === -1 ? segments.length : next, chunk: 0 };
    this.pump();
  }

  /** Ends the reply where it is. Returns the clauses that the caller heard to their end. */
  stop(): readonly Clause[] {
    this.noteHeard();
    if (!this.held) this.silence();
    return this.finish();
  }

  /** Lets go of a reply that is over. Returns the clauses that the caller heard to their end. */
  finish(): readonly Clause[] {
    const heard = (this.reply?.segments ?? []).filter((segment) => this.heard.has(segment));
    this.reset();
    return heard.map((segment) => segment.clause);
  }

  /** An echo from Twilio. Unknown names are marks that a `clear` has voided. */
  onMark(name: string): void {
    const segment = this.outstanding.get(name);
    if (!segment) return;
    this.outstanding.delete(name);
    this.heard.add(segment);
    this.endIfHeard();
  }

  private pump(): void {
    const { reply } = this;
    if (!reply || this.held) return;
    this.timer?.cancel();
    this.timer = null;
    while (this.queuedMs < this.aheadMs && this.sendNext(reply));
    const wait = this.nextWaitMs(reply);
    if (wait !== null) {
      this.timer = this.clock.after(wait, () => {
        this.pump();
      });
    }
    this.endIfHeard();
  }

  /** Sends the next piece or the mark at a clause's end; false when there is nothing to send now. */
  private sendNext(reply: SpokenReply): boolean {
    const segment = reply.segments[this.cursor.segment];
    if (!segment) return false;
    const audio = segment.chunks[this.cursor.chunk];
    if (audio) {
      this.send(reply, audio);
      this.cursor = { ...this.cursor, chunk: this.cursor.chunk + 1 };
      return true;
    }
    if (!segment.complete) return false;
    this.mark(reply, segment);
    this.cursor = { segment: this.cursor.segment + 1, chunk: 0 };
    return true;
  }

  private send(reply: SpokenReply, audio: Uint8Array): void {
    this.hand(audio);
    reply.consumed(audio.length);
    if (this.announced) return;
    this.announced = true;
    this.listener.started(reply.generation);
  }

  private hand(audio: Uint8Array): void {
    this.sink.sendAudio(audio);
    const heardFromMs = Math.max(this.playedOutAtMs, this.clock.now());
    this.listener.sent(audio, heardFromMs);
    this.playedOutAtMs = heardFromMs + audio.length / bytesPerMs;
  }

  private mark(reply: SpokenReply, segment: Segment): void {
    const mark = `${reply.generation}.${++this.marks}`;
    this.outstanding.set(mark, segment);
    this.heardUntil.set(segment, { mark, endsAtMs: this.playedOutAtMs });
    this.sink.sendMark(mark);
  }

  /** When to look again: the queue has room, or the last echo is overdue. Null: on new audio only. */
  private nextWaitMs(reply: SpokenReply): number | null {
    if (this.cursor.segment < reply.segments.length) {
      return this.queuedMs >= this.aheadMs ? this.queuedMs - this.aheadMs + refillMs : null;
    }
    return reply.complete && this.outstanding.size > 0 ? this.queuedMs + markPatienceMs : null;
  }

  /** Counts what the play clock says was heard, for echoes that are still on their way. */
  private noteHeard(): void {
    const nowMs = this.clock.now();
    for (const [segment, { mark, endsAtMs }] of this.heardUntil) {
      if (this.outstanding.has(mark) && endsAtMs <= nowMs) this.heard.add(segment);
    }
  }

  private silence(): void {
    this.timer?.cancel();
    this.timer = null;
    this.outstanding.clear();
    this.heardUntil.clear();
    this.playedOutAtMs = 0;
    this.sink.sendClear();
  }

  private endIfHeard(): void {
    const { reply } = this;
    if (!reply?.complete || this.held || this.cursor.segment < reply.segments.length) return;
    if (this.outstanding.size > 0) {
      if (this.clock.now() < this.playedOutAtMs + markPatienceMs) return;
      this.noteHeard();
    }
    this.timer?.cancel();
    this.timer = null;
    const { generation } = reply;
    reply.onProgress(() => undefined);
    this.listener.ended(generation);
  }

  private reset(): void {
    this.timer?.cancel();
    this.timer = null;
    this.reply?.onProgress(() => undefined);
    this.reply = null;
    this.cursor = { segment: 0, chunk: 0 };
    this.announced = false;
    this.held = false;
    this.heard.clear();
    this.heardUntil.clear();
    this.outstanding.clear();
  }
}
