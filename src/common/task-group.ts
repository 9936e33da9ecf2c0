import { isAbort } from './errors.js';

/**
 * Owns the background work of one call: each promise started here is awaited at close, each failure
 * is reported once, and nothing floats. One signal ends them all.
 */
export class TaskGroup {
  private readonly controller = new AbortController();
  private readonly running = new Set<Promise<void>>();

  /** `onError` hears of every failure that is not an abort. */
  constructor(private readonly onError: (task: string, error: unknown) => void) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get size(): number {
    return this.running.size;
  }

  run(task: string, work: (signal: AbortSignal) => Promise<void>): void {
    const promise = work(this.signal)
      .catch((error: unknown) => {
        if (!isAbort(error)) this.onError(task, error);
      })
      .finally(() => this.running.delete(promise));
    this.running.add(promise);
  }

  /** Aborts what is still running and waits until all of it has ended. */
  async close(): Promise<void> {
    this.controller.abort();
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
