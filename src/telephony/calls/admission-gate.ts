export type Refusal = 'busy' | 'draining';

/**
 * Who may talk to this instance. A seat is kept from the webhook on, so that many calls arriving at
 * once cannot all take the last one. A call takes one seat, however many streams it has for a moment.
 */
export interface AdmissionGate {
  /** Keeps a seat until the stream starts or its token expires. */
  reserve(callSid: string): Refusal | null;
  /** Gives back a seat whose stream never started; a live call keeps its own. */
  cancel(callSid: string): void;
  /**
   * A stream has started, perhaps on another instance than the webhook's. Null: come in, and leave
   * once.
   */
  enter(callSid: string): Refusal | null;
  /** A stream that came in has ended. */
  leave(callSid: string): void;
  readonly liveCalls: number;
}

export const ADMISSION_GATE = Symbol('ADMISSION_GATE');
