import type { Failure } from '../server/answer.js';

/** Twilio's body of an error: `{"code","message","more_info","status"}`. */
export function twilioFailure(status: number, code: number, message: string): Failure {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return { status, body: { code, message, more_info, status } };
}

/** The refusals a client of Twilio must live with. */
export const twilioFailures = {
  authenticate: (): Failure => twilioFailure(401, 20003, 'Authenticate'),
  notFound: (): Failure => twilioFailure(404, 20404, 'The requested resource was not found'),
  tooManyRequests: (): Failure => twilioFailure(429, 20429, 'Too many requests'),
  callNotInProgress: (): Failure => twilioFailure(400, 21220, 'The call is not in progress'),
  invalidTo: (): Failure => twilioFailure(400, 21211, 'The "To" number is not valid'),
  optedOut: (): Failure => twilioFailure(400, 21610, 'The recipient has opted out'),
  unavailable: (): Failure => twilioFailure(503, 20503, 'Service unavailable'),
};
