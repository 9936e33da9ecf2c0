import type { Clock } from '../clock.js';
import { ProviderError } from '../errors.js';
import { unlessAborted } from '../unless-aborted.js';
import type { IsUseful } from './pieces.js';

/** Before the first further try and before the second; each is varied by a quarter either way. */
const waitsMs = [200, 400];

export interface RetryPolicy {
  readonly clock: Clock;
  /** For the first useful piece, all tries and the waits between them together. */
  readonly firstMs: number;
  /** Hears why a provider is asked again, and after how long a wait. */
  readonly onRetry?: (error: unknown, waitMs: number) => void;
  /** From 0 to 1, for the variation. */
  readonly random?: () => number;
}

/** One try at an answer, which has `leftMs` for its first useful piece. */
export type Try<T> = (leftMs: number, signal: AbortSignal) => AsyncIterable<T>;

/**
 * Asks a provider again, twice at most, when it failed for a passing reason before it gave anything
 * useful. A wait that the provider asks for (`Retry-After`) is kept; one that does not fit into what is
 * left of the time ends the tries, so that a fallback can answer.
 */
export async function* retried<T>(
  attempt: Try<T>,
  { clock, firstMs, onRetry, random = Math.random }: RetryPolicy,
  isUseful: IsUseful<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const deadlineMs = clock.now() + firstMs;
  for (let retries = 0; ; retries++) {
    let begun = false;
    try {
      for await (const piece of attempt(deadlineMs - clock.now(), signal)) {
        begun ||= isUseful(piece);
        yield piece;
      }
      return;
    } catch (error) {
      const waitMs = begun ? Infinity : waitBefore(retries, error, random);
      if (clock.now() + waitMs >= deadlineMs) throw error;
      onRetry?.(error, waitMs);
      await pause(clock, waitMs, signal);
    }
  }
}

/** Infinite when there is no point in another try, or none is left. */
function waitBefore(retries: number, error: unknown, random: () => number): number {
  const waitMs = waitsMs[retries];
  if (waitMs === undefined || !(error instanceof ProviderError) || !error.retryable)
    return Infinity;
  return Math.max(waitMs * (0.75 + random() / 2), error.retryAfterMs ?? 0);
}

async function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<undefined>();
  const timer = clock.after(delayMs, () => {
    over.resolve(undefined);
  });
  try {
    await unlessAborted(over.promise, signal);
  } finally {
    timer.cancel();
  }
}
