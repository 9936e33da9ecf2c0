import { setTimeout as pause } from 'node:timers/promises';

/** Tries `check` until it stops throwing; its last failure is the answer when the time is up. */
export async function eventually<T>(check: () => Promise<T> | T, timeoutMs = 10_000): Promise<T> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await pause(25);
    }
  }
}
