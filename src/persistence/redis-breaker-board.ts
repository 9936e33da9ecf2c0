import type { Redis } from 'ioredis';
import type { BreakerBoard, BreakerNews } from '../common/resilience/index.js';

const keyOf = (breaker: string): string => `bakame:breaker:${breaker}`;
const probeKeyOf = (breaker: string): string => `${keyOf(breaker)}:probe`;

/**
 * The latest news of each breaker as "open <id>" or "closed <id>". How long it holds is the key's time to
 * live, so that no two machines compare their clocks.
 */
export class RedisBreakerBoard implements BreakerBoard {
  constructor(private readonly redis: Redis) {}

  async read(breaker: string): Promise<(BreakerNews & { readonly forMs: number }) | null> {
    const key = keyOf(breaker);
    const [value, forMs] = await Promise.all([this.redis.get(key), this.redis.pttl(key)]);
    const [, state, id] = /^(open|closed) (\S+)$/.exec(value ?? '') ?? [];
    if (id === undefined || forMs <= 0) return null;
    return { id, state: state === 'open' ? 'open' : 'closed', forMs };
  }

  async post(breaker: string, { id, state }: BreakerNews, forMs: number): Promise<void> {
    await this.redis.set(keyOf(breaker), `${state} ${id}`, 'PX', forMs);
  }

  async claimProbe(breaker: string, forMs: number): Promise<boolean> {
    return (await this.redis.set(probeKeyOf(breaker), '1', 'PX', forMs, 'NX')) === 'OK';
  }
}
