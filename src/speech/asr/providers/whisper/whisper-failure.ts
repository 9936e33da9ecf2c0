import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { isAbort, kindOfStatus, ProviderError } from '../../../../common/errors.js';

/**
 * What a failure of the `openai` SDK means to us. The SDK's message is dropped, because it quotes the
 * server's body. An abort stays an abort.
 */
export function whisperFailure(provider: string, cause: unknown): unknown {
  if (isAbort(cause) || cause instanceof ProviderError) return cause;
  if (cause instanceof APIConnectionTimeoutError) {
    return new ProviderError(provider, 'timeout', 'no answer in time');
  }
  if (cause instanceof APIConnectionError) return unreachable(provider);
  if (cause instanceof APIError && typeof cause.status === 'number') {
    return refusal(provider, cause.status, cause.code);
  }
  if (cause instanceof SyntaxError) return malformed(provider);
  return unreachable(provider);
}

/** The server answered with something that is no transcription. */
export function malformed(provider: string): ProviderError {
  return new ProviderError(
    provider,
    'protocol',
    'the answer is no transcription; check OPENAI_BASE_URL',
  );
}

function unreachable(provider: string): ProviderError {
  return new ProviderError(
    provider,
    'unavailable',
    'the connection failed; check OPENAI_BASE_URL and the network',
  );
}

function refusal(provider: string, status: number, code: unknown): ProviderError {
  if (code === 'insufficient_quota') {
    const message = 'the account is out of quota; check its billing';
    return new ProviderError(provider, 'rejected', message, { status });
  }
  const kind = kindOfStatus(status);
  const advice =
    kind === 'rejected'
      ? 'check OPENAI_API_KEY and OPENAI_TRANSCRIBE_MODEL'
      : 'it is overloaded or failing';
  return new ProviderError(provider, kind, `the server answered ${status}; ${advice}`, { status });
}
