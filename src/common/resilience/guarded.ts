import type { Breaker } from './breaker.js';
import type { Ask, IsUseful } from './pieces.js';
import { retried, type RetryPolicy } from './retried.js';
import { watched, type Patience } from './watched.js';

/** What stands between a call and one provider. `firstMs` bounds all tries together. */
export interface Guard<T> extends Patience, RetryPolicy {
  readonly isUseful: IsUseful<T>;
  readonly breaker: Breaker;
}

/**
 * One provider's answer with every policy around it, from the inside out: deadline on the first useful
 * piece and watchdog between pieces, retry, circuit breaker. A fallback goes around that of two providers.
 * Errors are `ProviderError`; an abort rejects with `AbortError`.
 */
export function guarded<T>(ask: Ask<T>, guard: Guard<T>, signal: AbortSignal): AsyncGenerator<T> {
  const { isUseful, breaker, provider } = guard;
  const onRetry = (err: unknown, waitMs: number): void => {
    breaker.log.info('A provider failed and is asked again', { provider, err, wait_ms: waitMs });
  };
  return breaker.stream(
    (asked) =>
      retried(
        (leftMs, tried) => watched(ask, { ...guard, firstMs: leftMs }, isUseful, tried),
        { onRetry, ...guard },
        isUseful,
        asked,
      ),
    isUseful,
    signal,
  );
}
