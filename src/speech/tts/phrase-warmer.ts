import type { Clock } from '../../common/clock.js';
import { isAbort } from '../../common/errors.js';
import type { Log } from '../../common/log.js';
import { unlessAborted } from '../../common/unless-aborted.js';
import type { PhraseCache } from './phrase-cache.js';

const firstWaitMs = 5000;
const longestWaitMs = 300_000;

/** Has phrases on disk before they are needed, so that they play also while the voice is down. */
export class PhraseWarmer {
  private readonly leave = new AbortController();
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly cache: PhraseCache,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Makes the phrases in the background; what cannot be made is tried again, ever more rarely. */
  warm(texts: readonly string[]): void {
    this.work = this.work.then(async () => this.untilKept(texts));
  }

  /** Leaves what is still to be made. */
  async close(): Promise<void> {
    this.leave.abort();
    await this.work;
  }

  private async untilKept(texts: readonly string[]): Promise<void> {
    const { signal } = this.leave;
    let missing = await this.cache.prepare(texts, signal);
    for (let waitMs = firstWaitMs; missing.length > 0; waitMs = longer(waitMs)) {
      if (signal.aborted) return;
      this.log.warn('phrases could not be prepared and are tried again', {
        phrases: missing.length,
      });
      try {
        await this.pause(waitMs);
      } catch (error) {
        if (isAbort(error)) return;
        throw error;
      }
      missing = await this.cache.prepare(missing, signal);
    }
  }

  private async pause(delayMs: number): Promise<void> {
    const over = Promise.withResolvers<undefined>();
    const timer = this.clock.after(delayMs, () => {
      over.resolve(undefined);
    });
    try {
      await unlessAborted(over.promise, this.leave.signal);
    } finally {
      timer.cancel();
    }
  }
}

function longer(waitMs: number): number {
  return Math.min(2 * waitMs, longestWaitMs);
}
