import type { Failure } from '../server/answer.js';

/** Words a server's complaint in its own shape. */
export type Complain = (status: number, code: string | null, message: string) => Failure;

/** OpenAI's own shape: `{"error":{"message","type","param","code"}}`. */
export const complain: Complain = (status, code, message) => ({
  status,
  body: { error: { message, type: typeOf(status), param: null, code } },
  headers: { 'x-request-id': 'req_stand_in' },
});

function typeOf(status: number): string {
  if (status === 429) return 'requests';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** The refusals a client of OpenAI must live with. */
export const openAiFailures = {
  invalidKey: (): Failure => complain(401, 'invalid_api_key', 'The API key is not known.'),
  forbiddenRegion: (): Failure =>
    complain(403, 'unsupported_country_region_territory', 'This region is not served.'),
  unknownModel: (): Failure => complain(404, 'model_not_found', 'There is no such model.'),
  rateLimited: (retryAfterMs: number): Failure => {
    const { status, body, headers } = complain(429, 'rate_limit_exceeded', 'Too many requests.');
    return {
      status,
      body,
      headers: {
        ...headers,
        'retry-after-ms': String(retryAfterMs),
        'retry-after': String(Math.ceil(retryAfterMs / 1000)),
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': `${retryAfterMs / 1000}s`,
      },
    };
  },
  insufficientQuota: (): Failure => ({
    status: 429,
    body: {
      error: {
        message: 'The account has no quota left.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    },
  }),
  internalError: (): Failure => complain(500, null, 'The server had an error.'),
  overloaded: (): Failure => complain(503, null, 'The engine is overloaded.'),
  /** What a proxy in front of the vendor says: no JSON at all. */
  badGateway: (): Failure => ({
    status: 502,
    body: '<html><body>Bad Gateway</body></html>',
    headers: { 'content-type': 'text/html' },
  }),
};
