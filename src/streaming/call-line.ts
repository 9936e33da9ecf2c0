import type { TutorState } from '../tutor/index.js';
import type { MediaSink } from './playback/playback.js';

export interface BargeIns {
  /** The tutor is silenced and it is being decided whether the caller interrupts. */
  readonly active: boolean;
  readonly real: number;
  readonly falseAlarms: number;
}

/** What another instance needs to go on with the call. */
export interface CallSnapshot {
  readonly turn: number;
  readonly tutor: TutorState;
  readonly bargeIns: BargeIns;
}

/** The call as the outside sees it. None of these may wait or throw. */
export interface CallLine extends MediaSink {
  /** Keep this, in case the call has to be picked up again. */
  save(snapshot: CallSnapshot): void;
  /** Whether a text message would reach the caller. */
  readonly canText: boolean;
  /** Sends the caller a text message. */
  text(body: string): void;
  /** We are done: hang up. */
  hangUp(): void;
}
