import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { SystemClock } from '../../src/common/clock.js';
import { ProviderError } from '../../src/common/errors.js';
import { Breakers, SharedBreakers, type Breaker } from '../../src/common/resilience/index.js';
import { isUseful, read } from '../../src/common/resilience/testing/scripted-ask.js';
import { connectCallRedis } from '../../src/persistence/redis.js';
import { RedisBreakerBoard } from '../../src/persistence/redis-breaker-board.js';
import { MemoryLog } from '../support/memory-log.js';
import { RedisServer } from '../support/redis-server.js';

const failure = new ProviderError('llama', 'unavailable', 'down');
const openMs = 400;

interface Instance {
  readonly breaker: Breaker;
  readonly shared: SharedBreakers;
  readonly redis: Redis;
}

describe('breakers that share their state through Redis', () => {
  let server: RedisServer;
  let first: Instance;
  let second: Instance;

  async function start(): Promise<Instance> {
    const log = new MemoryLog();
    const breakers = new Breakers();
    const name = 'llm.llama';
    const breaker = breakers.create({ name, provider: 'llama', log, failures: 3, openMs });
    const redis = await connectCallRedis(server.url, log);
    const shared = new SharedBreakers(breakers, new RedisBreakerBoard(redis), new SystemClock());
    shared.start();
    return { breaker, shared, redis };
  }

  beforeEach(async () => {
    server = await RedisServer.start();
    [first, second] = await Promise.all([start(), start()]);
  });

  afterEach(async () => {
    for (const { shared, redis } of [first, second]) {
      shared.stop();
      redis.disconnect();
    }
    server.thaw();
    await server.kill();
  });

  /** True when the provider was asked; the time is that of the whole question. */
  async function ask({ breaker }: Instance, error?: Error): Promise<[boolean, number]> {
    let asked = false;
    const answer = async function* answer(): AsyncGenerator<string> {
      asked = true;
      if (error) throw error;
      yield await Promise.resolve('Fine.');
    };
    const startMs = performance.now();
    await read(breaker.stream(answer, isUseful, new AbortController().signal));
    return [asked, performance.now() - startMs];
  }

  async function open(instance: Instance): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await ask(instance, failure);
  }

  it('open together, probe once, and close together', async () => {
    await open(first);
    await sleep(20);
    await second.shared.refresh();
    expect(second.breaker.state).toBe('open');
    expect(await ask(second)).toMatchObject([false, expect.any(Number)]);

    await sleep(openMs);
    await Promise.all([first.shared.refresh(), second.shared.refresh()]);
    const [[one], [other]] = [await ask(first), await ask(second)];
    expect([one, other].filter(Boolean)).toHaveLength(1);
    await sleep(20);
    await Promise.all([first.shared.refresh(), second.shared.refresh()]);
    expect([first.breaker.state, second.breaker.state]).toEqual(['closed', 'closed']);
  });

  it('tell what they found under a key that expires, without being asked', async () => {
    await open(first);
    await sleep(20);
    const { redis } = first;
    expect(await redis.get('bakame:breaker:llm.llama')).toMatch(/^open \S+$/);
    expect(await redis.pttl('bakame:breaker:llm.llama')).toBeGreaterThan(0);
  });

  it.each<[string, () => Promise<void>]>([
    [
      'frozen',
      async () => {
        server.freeze();
        return Promise.resolve();
      },
    ],
    ['killed', async () => server.kill()],
  ])('never wait for a Redis that is %s, and probe without it', async (_, harm) => {
    await harm();
    let longestMs = 0;
    for (let turn = 0; turn < 3; turn++) {
      longestMs = Math.max(longestMs, (await ask(first, failure))[1]);
    }
    longestMs = Math.max(longestMs, (await ask(first))[1]);
    expect(first.breaker.state).toBe('open');
    expect(longestMs).toBeLessThan(50);

    await sleep(openMs);
    await first.shared.refresh();
    expect((await ask(first))[0]).toBe(true);
    expect(first.breaker.state).toBe('closed');
  });

  it('tell each other what still holds when Redis is back', async () => {
    server.freeze();
    await open(first);
    server.thaw();
    await sleep(20);
    await first.shared.refresh();
    await second.shared.refresh();
    expect(second.breaker.state).toBe('open');
  });
});
