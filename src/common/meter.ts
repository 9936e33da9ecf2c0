import type { ErrorCode } from './errors.js';

/** What rooms count as it happens, and the closed list of what each count is told apart by. */
export const counts = {
  /** What Twilio was told to do with a call that rang or came back. */
  call_answers: ['connected', 'waiting', 'busy', 'draining', 'over', 'given_up', 'failed'],
  /** Why a media stream was not let in. */
  refused_streams: ['wrong_token', 'no_room', 'no_state'],
  /** Voices over the tutor's: interruptions, and coughs after which the reply went on. */
  barge_ins: ['real', 'false'],
  /** Another provider was asked in place of the one that failed. */
  fallbacks: ['asr', 'llm', 'tts'],
} as const;

export type CountName = keyof typeof counts;
export type CountKind<Name extends CountName> = (typeof counts)[Name][number];

/** Where rooms tell what operators want counted. None of these may wait or throw. */
export interface Meter {
  count<Name extends CountName>(name: Name, kind: CountKind<Name>, by?: number): void;
  /** A provider failed a request for good; `breaker` is the name of its circuit breaker. */
  countFailure(breaker: string, code: ErrorCode): void;
  /** A frame of caller audio was taken in this much later than the one before it lasts, in ms. */
  noteLateness(ms: number): void;
}

export const silentMeter: Meter = {
  count: () => undefined,
  countFailure: () => undefined,
  noteLateness: () => undefined,
};

/** Passes on what rooms tell to whoever measures; until somebody does, nothing is measured. */
export class MeterRelay implements Meter {
  private meter = silentMeter;

  connect(meter: Meter): void {
    this.meter = meter;
  }

  count<Name extends CountName>(name: Name, kind: CountKind<Name>, by = 1): void {
    this.meter.count(name, kind, by);
  }

  countFailure(breaker: string, code: ErrorCode): void {
    this.meter.countFailure(breaker, code);
  }

  noteLateness(ms: number): void {
    this.meter.noteLateness(ms);
  }
}
