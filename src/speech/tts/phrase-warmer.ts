import type { Clock } from '../../common/clock.js';
import { isAbort } from '../../common/errors.js';
import type { Log } from '../../common/log.js';
import { unlessAborted } from '../../common/unless-aborted.js';
import type { PhraseCache } from './phrase-cache.js';

/** Without a clause for this long, calls will hardly miss the voice for a moment. */
const quietMs = 2000;
/** On a server that is never quiet, phrases are made all the same, one in so many times. */
const mostWaits = 10;
const firstWaitMs = 5000;
const longestWaitMs = 300_000;

/**
 * Has phrases on disk before they are needed, so that they play also while the voice is down. Calls come
 * first: it works while they leave the voice alone.
 */
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
    this.work = this.work
      .then(async () => this.untilKept(texts))
      .catch((err: unknown) => {
        if (!isAbort(err)) this.log.error('the preparation of phrases has ended', { err });
      });
  }

  /** Leaves what is still to be made. */
  async close(): Promise<void> {
    this.leave.abort();
    await this.work;
  }

  private async untilKept(texts: readonly string[]): Promise<void> {
    let missing = texts.filter((text) => !this.cache.keeps(text));
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      for (const text of missing) await this.make(text);
      missing = missing.filter((text) => !this.cache.keeps(text));
      if (missing.length === 0) return;
      const fields = { phrases: missing.length };
      this.log.warn('phrases could not be prepared and are tried again', fields);
      await this.pause(waitMs);
    }
  }

  private async make(text: string): Promise<void> {
    await this.quiet();
    const chunks = this.cache.synthesize({ text, fixed: true }, this.leave.signal);
    try {
      while (!(await chunks.next()).done) continue;
    } catch (error) {
      // The phrase is missing still, and what is wrong with the voice is for live calls to report.
      if (isAbort(error)) throw error;
    }
  }

  private async quiet(): Promise<void> {
    for (let waits = 0; waits < mostWaits; waits++) {
      const before = this.cache.clauses;
      await this.pause(quietMs);
      if (this.cache.clauses === before) return;
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
