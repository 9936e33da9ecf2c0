import type { Clock, Timer } from '../clock.js';
import { randomId } from '../ids.js';
import type { Breaker } from './breaker.js';
import type { BreakerBoard, BreakerNews } from './breaker-board.js';
import type { Breakers } from './breakers.js';

const refreshMs = 1000;
/** After this long without news of a probe, another instance may try. */
const probeMs = 10_000;

/**
 * Keeps the breakers of this instance and those of the others in step. Nothing waits for it: breakers
 * decide by themselves, what they find out is posted afterwards, and what others found out arrives within
 * a second. While the board is away each instance works alone, and tells later what still holds.
 */
export class SharedBreakers {
  private readonly seen = new Map<Breaker, string>();
  private readonly unposted = new Map<Breaker, BreakerNews>();
  private timer: Timer | undefined;
  private stopped = false;

  constructor(
    private readonly breakers: Breakers,
    private readonly board: BreakerBoard,
    private readonly clock: Clock,
  ) {}

  start(): void {
    for (const breaker of this.breakers.all) {
      breaker.share((state) => {
        if (state !== 'half_open') void this.post(breaker, { id: randomId(), state });
      });
    }
    this.refreshLater();
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  /** Reads what others posted, posts what could not be posted, and asks for leave to probe. */
  async refresh(): Promise<void> {
    await Promise.all(this.breakers.all.map(async (breaker) => this.refreshOne(breaker)));
  }

  private refreshLater(): void {
    if (this.stopped) return;
    this.timer = this.clock.after(refreshMs, () => {
      void this.refresh().then(() => {
        this.refreshLater();
      });
    });
  }

  private async refreshOne(breaker: Breaker): Promise<void> {
    try {
      const unposted = this.unposted.get(breaker);
      if (unposted) await this.post(breaker, unposted);
      else await this.read(breaker);
      if (breaker.wantsPermit && (await this.board.claimProbe(breaker.name, probeMs)))
        breaker.permitProbe();
    } catch {
      // The board is away, which its connection reports: this instance decides alone.
      if (breaker.wantsPermit) breaker.permitProbe();
    }
  }

  private async read(breaker: Breaker): Promise<void> {
    const seen = this.seen.get(breaker);
    const news = await this.board.read(breaker.name);
    // What this instance has found meanwhile is newer than what it read.
    if (!news || news.id === seen || this.seen.get(breaker) !== seen) return;
    this.seen.set(breaker, news.id);
    if (news.state === 'open' && breaker.state !== 'half_open') breaker.opened(news.forMs);
    if (news.state === 'closed' && breaker.state === 'open') breaker.closed();
  }

  /** Never rejects: what the board does not take is posted again as long as it holds. */
  private async post(breaker: Breaker, news: BreakerNews): Promise<void> {
    this.seen.set(breaker, news.id);
    this.unposted.set(breaker, news);
    const forMs = news.state === 'open' ? breaker.openForMs : breaker.openMs;
    try {
      if (forMs > 0) await this.board.post(breaker.name, news, Math.ceil(forMs));
    } catch {
      return;
    }
    if (this.unposted.get(breaker) === news) this.unposted.delete(breaker);
  }
}
