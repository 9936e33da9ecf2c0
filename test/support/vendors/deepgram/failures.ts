import type { Failure } from '../server/answer.js';
import { requestId } from './identity.js';

/**
 * Deepgram's body of an error. A refused WebSocket handshake carries the same, and its words in the
 * header `dg-error`.
 */
export function deepgramFailure(status: number, code: string, message: string): Failure {
  return {
    status,
    body: { err_code: code, err_msg: message, request_id: requestId },
    headers: { 'dg-request-id': requestId, 'dg-error': message },
  };
}

/** The refusals a client of Deepgram must live with. */
export const deepgramFailures = {
  invalidKey: (): Failure => deepgramFailure(401, 'INVALID_AUTH', 'Invalid credentials.'),
  noCredit: (): Failure => deepgramFailure(402, 'ASR_PAYMENT_REQUIRED', 'No credit is left.'),
  forbidden: (): Failure =>
    deepgramFailure(403, 'INSUFFICIENT_PERMISSIONS', 'The model is not for this project.'),
  textTooLong: (): Failure =>
    deepgramFailure(413, 'PAYLOAD_ERROR', 'The text is longer than 2000 characters.'),
  tooManyRequests: (): Failure =>
    deepgramFailure(429, 'TOO_MANY_REQUESTS', 'Too many requests at a time.'),
  internalError: (): Failure =>
    deepgramFailure(500, 'INTERNAL_SERVER_ERROR', 'The server had an error.'),
  /** The newer of the two shapes that Deepgram's errors have. */
  unavailable: (): Failure => ({
    status: 503,
    body: {
      category: 'SERVICE_UNAVAILABLE',
      message: 'The service is not available.',
      details: 'Try again later.',
      request_id: requestId,
    },
  }),
};

export function badRequest(message: string): Failure {
  return deepgramFailure(400, 'Bad Request', message);
}
