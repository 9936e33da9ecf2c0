import { setTimeout as pause } from 'node:timers/promises';

/** Tries `check` until it stops throwing; its last failure is the answer when the time is up. */
export async function eventually(
  check: () => Promise<void> | void,
  timeoutMs = 10_000,
): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await pause(25);
    }
  }
}
