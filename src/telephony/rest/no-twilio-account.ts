import type { TwilioRest } from './twilio-rest.js';

/** Stands where there is no account: nothing is sent, and a call ends by its own TwiML. */
export class NoTwilioAccount implements TwilioRest {
  readonly canText = false;

  async sendSms(): Promise<void> {
    return Promise.resolve();
  }

  async hangUp(): Promise<void> {
    return Promise.resolve();
  }
}
