export type Refusal = 'busy' | 'draining';

/**
 * Who may talk to this instance. A seat is kept from the webhook on, so that many calls arriving at
 * once cannot all take the last one. Every method is for one CallSid and harmless when repeated.
 */
export interface AdmissionGate {
  /** Keeps a seat until the stream starts or its token expires. */
  reserve(callSid: string): Refusal | null;
  /** Gives back a seat whose stream never started; a live call keeps its own. */
  cancel(callSid: string): void;
  /** The stream has started, perhaps on another instance than the webhook's. Null: come in. */
  enter(callSid: string): Refusal | null;
  /** The stream has ended. */
  leave(callSid: string): void;
  readonly liveCalls: number;
}

export const ADMISSION_GATE = Symbol('ADMISSION_GATE');
