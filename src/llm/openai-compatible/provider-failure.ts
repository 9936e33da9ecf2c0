import { APIConnectionTimeoutError, APIError } from 'openai';
import { kindOfStatus, ProviderError } from '../../common/errors.js';
import { retryAfterMs } from '../../common/resilience/index.js';

export const wrongServer = 'does the base URL lead to an OpenAI-compatible server?';

/**
 * What a failure of the `openai` SDK means to us. The SDK's own message is dropped, because it quotes
 * the server's body; the code of a broken connection (`ECONNREFUSED`) is kept.
 * @param nowMs wall-clock time, in ms since 1970
 */
export function providerFailure(provider: string, error: unknown, nowMs: number): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return new ProviderError(provider, 'timeout', 'no answer in time; is the server overloaded?');
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    return refusal(provider, error, error.status, nowMs);
  }
  if (error instanceof RangeError) {
    return new ProviderError(provider, 'protocol', `${error.message}; ${wrongServer}`);
  }
  return new ProviderError(
    provider,
    'unavailable',
    `the connection failed (${connectionCode(error)}); check the base URL and that the server runs`,
  );
}

/** What is read of an `APIError`. */
interface Refusal {
  readonly code: unknown;
  readonly type: unknown;
  readonly headers: Headers | undefined;
}

function refusal(
  provider: string,
  { code, type, headers }: Refusal,
  status: number,
  nowMs: number,
): ProviderError {
  const isOutOfQuota = [code, type].includes('insufficient_quota');
  const kind = isOutOfQuota ? 'rejected' : kindOfStatus(status);
  const message = `the server answered ${status}; ${advice(kind === 'rejected', isOutOfQuota)}`;
  const wait = headers && retryAfterMs(headers, nowMs);
  return new ProviderError(provider, kind, message, {
    status,
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

function advice(isRejected: boolean, isOutOfQuota: boolean): string {
  if (isOutOfQuota) return 'the account is out of quota: check its billing';
  return isRejected
    ? 'check the API key, the base URL and the model id'
    : 'it is overloaded or failing, and is asked again at the next turn';
}

function connectionCode(error: unknown): string {
  let at = error;
  while (typeof at === 'object' && at !== null) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    at = 'cause' in at ? at.cause : null;
  }
  return 'closed early';
}
