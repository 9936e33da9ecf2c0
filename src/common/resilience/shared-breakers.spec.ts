import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { ProviderError } from '../errors.js';
import { VirtualClock } from '../virtual-clock.js';
import type { Breaker } from './breaker.js';
import type { BreakerBoard, BreakerNews } from './breaker-board.js';
import { Breakers } from './breakers.js';
import { SharedBreakers } from './shared-breakers.js';
import { isUseful, read, ScriptedAsk } from './testing/scripted-ask.js';

const OPEN_MS = 80;
const failure = new ProviderError('llama', 'unavailable', 'down');

/** A board in memory, which can be away. */
class MemoryBoard implements BreakerBoard {
  isAway = false;
  private readonly news = new Map<string, BreakerNews & { untilMs: number }>();
  private readonly claims = new Map<string, number>();

  async read(breaker: string): Promise<(BreakerNews & { forMs: number }) | null> {
    await this.reach();
    const news = this.news.get(breaker);
    if (!news || news.untilMs <= Date.now()) return null;
    return { id: news.id, state: news.state, forMs: news.untilMs - Date.now() };
  }

  async post(breaker: string, news: BreakerNews, forMs: number): Promise<void> {
    await this.reach();
    this.news.set(breaker, { ...news, untilMs: Date.now() + forMs });
  }

  async claimProbe(breaker: string, forMs: number): Promise<boolean> {
    await this.reach();
    if ((this.claims.get(breaker) ?? 0) > Date.now()) return false;
    this.claims.set(breaker, Date.now() + forMs);
    return true;
  }

  private async reach(): Promise<void> {
    await sleep(0);
    if (this.isAway) throw new Error('away');
  }
}

interface Instance {
  readonly breaker: Breaker;
  readonly shared: SharedBreakers;
  readonly log: MemoryLog;
}

describe('SharedBreakers', () => {
  let board: MemoryBoard;
  let first: Instance;
  let second: Instance;

  function start(): Instance {
    const log = new MemoryLog();
    const breakers = new Breakers();
    const breaker = breakers.create({
      name: 'llm.llama',
      provider: 'llama',
      log,
      failures: 3,
      openMs: OPEN_MS,
    });
    const shared = new SharedBreakers(breakers, board, new VirtualClock());
    shared.start();
    return { breaker, shared, log };
  }

  beforeEach(() => {
    board = new MemoryBoard();
    first = start();
    second = start();
  });

  /** True when the provider was asked. */
  async function ask({ breaker }: Instance, ...answer: (string | Error)[]): Promise<boolean> {
    const asked = new ScriptedAsk(answer);
    await read(breaker.stream(asked.ask, isUseful, new AbortController().signal));
    return asked.asked === 1;
  }

  async function open(instance: Instance): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await ask(instance, failure);
    await sleep(2);
  }

  const refreshBoth = async (): Promise<void> => {
    await first.shared.refresh();
    await second.shared.refresh();
  };

  it('open all instances when one has opened, for what is left of the time', async () => {
    await open(first);
    await sleep(20);
    await second.shared.refresh();
    expect(second.breaker.state).toBe('open');
    expect(second.breaker.openForMs).toBeLessThan(OPEN_MS - 15);
    expect(await ask(second, 'Fine.')).toBe(false);
    expect(second.log.lines).toEqual([
      {
        level: 'warn',
        message: 'Circuit breaker OPENED',
        breaker: 'llm.llama',
        by: 'another instance',
      },
    ]);
  });

  it('send one probe among all instances, and close everywhere when it succeeds', async () => {
    await open(first);
    await second.shared.refresh();
    await ask(second, 'Fine.');
    await sleep(OPEN_MS + 5);
    await Promise.all([first.shared.refresh(), second.shared.refresh()]);
    const probes = [await ask(first, 'Fine.'), await ask(second, 'Fine.')];
    expect(probes.filter(Boolean)).toHaveLength(1);

    await sleep(2);
    await refreshBoth();
    expect([first.breaker.state, second.breaker.state]).toEqual(['closed', 'closed']);
  });

  it('stay open everywhere, for as long again, when the probe fails', async () => {
    await open(first);
    await second.shared.refresh();
    await sleep(OPEN_MS + 5);
    await first.shared.refresh();
    expect(await ask(first, failure)).toBe(true);
    await sleep(2);
    await refreshBoth();
    for (const { breaker } of [first, second]) {
      expect(breaker.state).toBe('open');
      expect(breaker.openForMs).toBeGreaterThan(OPEN_MS / 2);
    }
  });

  it('leave the probe to an instance that has a use for it', async () => {
    await open(first);
    await second.shared.refresh();
    await sleep(OPEN_MS + 5);
    await second.shared.refresh();
    await first.shared.refresh();
    expect(await ask(second, 'Fine.')).toBe(false);
    expect(await ask(first, 'Fine.')).toBe(true);
  });

  it('decide alone while the board is away, and tell afterwards what still holds', async () => {
    board.isAway = true;
    await open(first);
    await refreshBoth();
    expect([first.breaker.state, second.breaker.state]).toEqual(['open', 'closed']);

    board.isAway = false;
    await refreshBoth();
    expect(second.breaker.state).toBe('open');

    board.isAway = true;
    await sleep(OPEN_MS + 5);
    await first.shared.refresh();
    expect(await ask(first, 'Fine.')).toBe(true);
    expect(first.breaker.state).toBe('closed');
  });

  it('do not take old news for new', async () => {
    await open(first);
    await sleep(OPEN_MS + 5);
    await first.shared.refresh();
    await ask(first, 'Fine.');
    await sleep(2);
    await refreshBoth();
    board.isAway = true;
    await open(first);
    board.isAway = false;
    await first.shared.refresh();
    await first.shared.refresh();
    expect(first.breaker.state).toBe('open');
  });

  it('refresh once a second, until they are stopped', async () => {
    const clock = new VirtualClock();
    let reads = 0;
    const counting: BreakerBoard = {
      read: async () => {
        reads++;
        return Promise.resolve(null);
      },
      post: async () => Promise.resolve(),
      claimProbe: async () => Promise.resolve(true),
    };
    const breakers = new Breakers();
    breakers.create({
      name: 'a',
      provider: 'a',
      log: new MemoryLog(),
      failures: 3,
      openMs: OPEN_MS,
    });
    const shared = new SharedBreakers(breakers, counting, clock);
    shared.start();
    for (let second = 0; second < 3; second++) {
      clock.advance(1000);
      await sleep(1);
    }
    expect(reads).toBe(3);
    shared.stop();
    clock.advance(5000);
    expect(reads).toBe(3);
    expect(clock.pendingTimers).toBe(0);
  });
});
