import type { Clock } from '../clock.js';
import { withDeadline } from './deadline.js';
import type { Ask, IsUseful } from './pieces.js';

/** How long an answer may keep its caller waiting. */
export interface Patience {
  readonly clock: Clock;
  /** Whom the error names. */
  readonly provider: string;
  /** What is waited for, for the error: "words", "audio". */
  readonly awaited: string;
  /** To the first useful piece; connecting, and pieces that are not useful, are part of it. */
  readonly firstMs: number;
  /** From then on, between one useful piece and the next. */
  readonly betweenMs: number;
}

/**
 * Passes an answer on and gives up on one that has gone quiet, with a `ProviderError` of kind timeout.
 * Only waiting counts: a piece that the consumer has not asked for yet is not late. A provider that
 * ignores its signal is left behind.
 */
export async function* watched<T>(
  ask: Ask<T>,
  { clock, provider, awaited, firstMs, betweenMs }: Patience,
  isUseful: IsUseful<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  signal.throwIfAborted();
  const leave = new AbortController();
  const pieces = ask(AbortSignal.any([signal, leave.signal]))[Symbol.asyncIterator]();
  let deadline = { clock, provider, deadlineMs: firstMs, missed: `no ${awaited}` };
  let leftMs = firstMs;
  try {
    for (;;) {
      const askedAtMs = clock.now();
      const next = await withDeadline(async () => pieces.next(), { ...deadline, leftMs }, signal);
      if (next.done) return;
      if (isUseful(next.value)) {
        deadline = { ...deadline, deadlineMs: betweenMs, missed: `no more ${awaited}` };
        leftMs = betweenMs;
      } else {
        leftMs -= clock.now() - askedAtMs;
      }
      yield next.value;
    }
  } finally {
    leave.abort();
    // Not waited for: a provider that hangs would hang here as well.
    pieces.return?.().catch(() => undefined);
  }
}
