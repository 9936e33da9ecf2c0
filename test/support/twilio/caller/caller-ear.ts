import { decodeMulaw, levelDbfs } from '../../../../src/speech/audio/index.js';
import { audibleDbfs, type Stretch } from '../../audio/index.js';
import { frameMs, silentFrame } from '../media/playback-queue.js';

/** The call ended while the caller still waited or spoke: an outcome, not a fault. */
export class CallEndedError extends Error {
  constructor() {
    super('the call has ended');
    this.name = 'CallEndedError';
  }
}

/** The caller waited for something that did not come. */
export class CallerTimeoutError extends Error {
  constructor(awaited: string, timeoutMs: number, lastHeardMs: number | undefined) {
    const heard =
      lastHeardMs === undefined ? 'nothing was heard' : `last heard at ${lastHeardMs} ms`;
    super(`The caller waited ${timeoutMs} ms for the tutor to ${awaited}; ${heard} in this call.`);
    this.name = 'CallerTimeoutError';
  }
}

export interface EarListener {
  tutorStarts(atMs: number): void;
  tutorStops(atMs: number): void;
}

interface Waiting {
  readonly isOver: () => boolean;
  readonly awaited: string;
  readonly sinceMs: number;
  readonly timeoutMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** After so much silence the tutor counts as having stopped. */
const stopMs = 500;

/**
 * Listens to what is really played: loud enough to hear for two frames running is the tutor speaking.
 * Waiting is counted in frames heard, so that a stalled process does not make the caller impatient.
 */
export class CallerEar {
  private heardUntilMs = 0;
  private wasLoud = false;
  private isSpeaking = false;
  /** The tutor's audible speech since the caller last began to listen. */
  private talk: Stretch | undefined;
  private attentiveFromMs = 0;
  private lastHeardMs: number | undefined;
  private readonly waitings = new Set<Waiting>();
  private readonly ended = Promise.withResolvers<never>();

  constructor(private readonly listener: EarListener) {
    // A call may end while nobody waits.
    this.ended.promise.catch(() => undefined);
  }

  /** The end of the frame that was heard last. */
  get nowMs(): number {
    return this.heardUntilMs;
  }

  hear(frame: Uint8Array, startMs: number): void {
    this.heardUntilMs = startMs + frameMs;
    const isLoud = frame !== silentFrame && levelDbfs(decodeMulaw(frame)) > audibleDbfs;
    if (isLoud && this.wasLoud) this.heardSpeech(startMs - frameMs);
    this.wasLoud = isLoud;
    this.noteStop();
    for (const waiting of this.waitings) this.check(waiting);
  }

  /** From here on only what is heard after `fromMs` counts as an answer. */
  attend(fromMs: number): void {
    this.attentiveFromMs = fromMs;
    this.talk = undefined;
  }

  async untilTutorHasSpoken(forMs: number, timeoutMs: number): Promise<void> {
    const isOver = () => this.talk !== undefined && this.talk.endMs - this.talk.startMs >= forMs;
    await this.until(isOver, `speak for ${forMs} ms`, timeoutMs);
  }

  /** Until the tutor has spoken and then been silent for `quietMs`. Consumes what was heard. */
  async untilTutorFinishes(quietMs: number, timeoutMs: number): Promise<Stretch> {
    const isOver = () => this.talk !== undefined && this.heardUntilMs - this.talk.endMs >= quietMs;
    await this.until(isOver, `speak and then be silent for ${quietMs} ms`, timeoutMs);
    const talk = this.talk ?? { startMs: this.heardUntilMs, endMs: this.heardUntilMs };
    this.attend(this.heardUntilMs);
    return talk;
  }

  async wait(ms: number): Promise<void> {
    const endMs = this.heardUntilMs + ms;
    await this.until(() => this.heardUntilMs >= endMs, 'wait', ms + stopMs);
  }

  /** Rejects with `CallEndedError` as soon as the call ends before `work` does. */
  async whileCallLasts<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.ended.promise]);
  }

  /** The line is dead: everything that is waited for rejects with `CallEndedError`. */
  end(): void {
    this.ended.reject(new CallEndedError());
    this.waitings.clear();
  }

  private async until(isOver: () => boolean, awaited: string, timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const settle = {
      resolve: () => {
        resolve(undefined);
      },
      reject,
    };
    const waiting = { isOver, awaited, sinceMs: this.heardUntilMs, timeoutMs, ...settle };
    this.waitings.add(waiting);
    this.check(waiting);
    await this.whileCallLasts(promise);
  }

  private check(waiting: Waiting): void {
    if (waiting.isOver()) {
      this.waitings.delete(waiting);
      waiting.resolve();
    } else if (this.heardUntilMs - waiting.sinceMs >= waiting.timeoutMs) {
      this.waitings.delete(waiting);
      waiting.reject(new CallerTimeoutError(waiting.awaited, waiting.timeoutMs, this.lastHeardMs));
    }
  }

  private heardSpeech(startMs: number): void {
    this.lastHeardMs = this.heardUntilMs;
    if (startMs >= this.attentiveFromMs) {
      this.talk = { startMs: this.talk?.startMs ?? startMs, endMs: this.heardUntilMs };
    }
    if (this.isSpeaking) return;
    this.isSpeaking = true;
    this.listener.tutorStarts(startMs);
  }

  private noteStop(): void {
    const lastHeardMs = this.lastHeardMs ?? this.heardUntilMs;
    if (!this.isSpeaking || this.heardUntilMs - lastHeardMs < stopMs) return;
    this.isSpeaking = false;
    this.listener.tutorStops(lastHeardMs);
  }
}
