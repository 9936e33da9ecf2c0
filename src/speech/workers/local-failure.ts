import { isAbort, ProviderError } from '../../common/errors.js';

/** What a failed task of a local engine means: it died or is closed. An abort stays an abort. */
export function localFailure(provider: string, cause: unknown): unknown {
  if (isAbort(cause)) return cause;
  return new ProviderError(
    provider,
    'unavailable',
    'the local engine failed and is started again',
    {
      cause,
    },
  );
}
