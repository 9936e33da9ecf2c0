import type { Redis } from 'ioredis';
import { callKey, callOfNumberKey } from '../telephony/index.js';
import { mentions, type Person, type PersonalData } from './personal-data.js';

const pageSize = 500;

interface KeptKey {
  readonly key: string;
  readonly value: unknown;
}

/** What Redis keeps about calls and learners; queues are looked after elsewhere. */
export class RedisKeys implements PersonalData {
  readonly name = 'redis';

  constructor(
    private readonly redis: Redis,
    private readonly queueNames: readonly string[],
  ) {}

  async find(person: Person): Promise<KeptKey[]> {
    const found: KeptKey[] = [];
    for await (const page of this.redis.scanStream({ match: 'bakame:*', count: pageSize }))
      for (const key of new Set(page as string[])) {
        if (this.queueNames.some((name) => key.startsWith(`bakame:${name}:`))) continue;
        const value = await this.read(key);
        if (mentions(`${key} ${JSON.stringify(value)}`, person)) found.push({ key, value });
      }
    return found;
  }

  async erase(person: Person): Promise<number> {
    const keys = (await this.find(person)).map(({ key }) => key);
    return keys.length === 0 ? 0 : this.redis.del(...keys);
  }

  /** Whether the person is in a call now: their number is kept for as long as it lasts. */
  async isOnThePhone(person: Person): Promise<boolean> {
    for (const { key, value } of await this.find(person)) {
      const callSid = callOfNumberKey(key);
      if (callSid === undefined || value !== person.number) continue;
      const [ended, closed] = await this.redis.hmget(callKey(callSid), 'ended', 'closed');
      if (ended !== '1' && closed !== '1') return true;
    }
    return false;
  }

  private async read(key: string): Promise<unknown> {
    switch (await this.redis.type(key)) {
      case 'string':
        return this.redis.get(key);
      case 'hash':
        return this.redis.hgetall(key);
      case 'list':
        return this.redis.lrange(key, 0, -1);
      case 'set':
        return this.redis.smembers(key);
      case 'zset':
        return this.redis.zrange(key, 0, -1);
      case 'stream':
        return this.redis.xrange(key, '-', '+');
      default:
        return null;
    }
  }
}
