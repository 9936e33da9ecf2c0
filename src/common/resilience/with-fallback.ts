import { isAbort } from '../errors.js';
import type { Ask, IsUseful } from './pieces.js';

export interface Fallback<T> {
  readonly ask: Ask<T>;
  /** Hears why the first provider could not answer, just before the second is asked. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Asks one provider and, when it fails before its first useful piece, another. Once a useful piece has
 * been passed on a failure is final: the caller would hear half a sentence twice.
 */
export async function* withFallback<T>(
  ask: Ask<T>,
  fallback: Fallback<T>,
  isUseful: IsUseful<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let begun = false;
  try {
    for await (const piece of ask(signal)) {
      begun ||= isUseful(piece);
      yield piece;
    }
    return;
  } catch (error) {
    if (begun || isAbort(error) || signal.aborted) throw error;
    fallback.onFailure(error);
  }
  yield* fallback.ask(signal);
}
