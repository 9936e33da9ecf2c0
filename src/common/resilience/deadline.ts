import type { Clock } from '../clock.js';
import { ProviderError } from '../errors.js';
import { unlessAborted } from '../unless-aborted.js';

export interface Deadline {
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** What of the deadline is left, where a part of it has gone by; all of it when left out. */
  readonly leftMs?: number;
  readonly provider: string;
  /** What had not come by then, for the error: "no transcript". */
  readonly missed: string;
}

/**
 * The outcome of `work`, whose signal is aborted when the deadline passes or `signal` is aborted. It is
 * not waited for after that, so work that ignores its signal does no harm.
 * @throws ProviderError of kind timeout.
 */
export async function withDeadline<T>(
  work: (limited: AbortSignal) => Promise<T>,
  { clock, deadlineMs, leftMs = deadlineMs, provider, missed }: Deadline,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const late = new AbortController();
  const timer = clock.after(leftMs, () => {
    late.abort();
  });
  const limited = AbortSignal.any([signal, late.signal]);
  try {
    return await unlessAborted(work(limited), limited);
  } catch (error) {
    if (!late.signal.aborted || signal.aborted) throw error;
    throw new ProviderError(provider, 'timeout', `${missed} within ${Math.round(deadlineMs)} ms`);
  } finally {
    timer.cancel();
  }
}
