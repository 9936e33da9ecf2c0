/** What we ask of Twilio about a call that is going on. Failures are ProviderErrors. */
export interface TwilioRest {
  /** False when messages go nowhere, for want of an account or of a number to send from. */
  readonly canText: boolean;
  /** Sends a text message to an E.164 number; at most 1600 characters (Twilio: Message resource). */
  sendSms(to: string, body: string): Promise<void>;
  /** Ends the call. A call that is already over is no error. */
  hangUp(callSid: string): Promise<void>;
}

export const TWILIO_REST = Symbol('TWILIO_REST');
