/** A line of Twilio's debugger: what it would log about the server, under its own error code. */
export interface TwilioNotice {
  readonly level: 'warning' | 'error';
  readonly code: number;
  readonly message: string;
}

export function warning(code: number, message: string): TwilioNotice {
  return { level: 'warning', code, message };
}

export function failure(code: number, message: string): TwilioNotice {
  return { level: 'error', code, message };
}

/** Something went so wrong that the request or the stream is over; Twilio logs it and moves on. */
export class TwilioFailure extends Error {
  readonly notice: TwilioNotice;

  constructor(code: number, message: string) {
    super(`${code}: ${message}`);
    this.name = 'TwilioFailure';
    this.notice = failure(code, message);
  }
}
