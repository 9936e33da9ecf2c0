import type { Clock } from '../../../src/common/clock.js';

/** Resolves after `ms`, or at once when the signal is aborted: an abort is no error here. */
export async function abortablePause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const finish = () => {
    resolve(undefined);
  };
  const timer = clock.after(ms, finish);
  signal.addEventListener('abort', finish, { once: true });
  if (signal.aborted) finish();
  await promise;
  timer.cancel();
  signal.removeEventListener('abort', finish);
}
