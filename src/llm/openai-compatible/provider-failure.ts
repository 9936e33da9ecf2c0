import { APIConnectionTimeoutError, APIError } from 'openai';
import { kindOfStatus, ProviderError } from '../../common/errors.js';

/**
 * What a failure of the `openai` SDK means to us. The SDK's own message is dropped, because it quotes
 * the server's body; the code of a broken connection (`ECONNREFUSED`) is kept.
 */
export function providerFailure(provider: string, error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return new ProviderError(provider, 'timeout', 'no answer in time; is the server overloaded?');
  }
  if (error instanceof APIError && typeof error.status === 'number') {
    return refusal(provider, error.status, error.code);
  }
  return new ProviderError(
    provider,
    'unavailable',
    `the connection failed (${connectionCode(error)}); check the base URL and that the server runs`,
  );
}

function refusal(provider: string, status: number, code: unknown): ProviderError {
  const isOutOfQuota = code === 'insufficient_quota';
  const kind = isOutOfQuota ? 'rejected' : kindOfStatus(status);
  const message = `the server answered ${status}; ${advice(kind === 'rejected', isOutOfQuota)}`;
  return new ProviderError(provider, kind, message, { status });
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
