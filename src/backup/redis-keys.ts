import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Redis } from 'ioredis';
import { isSecretKey } from '../telephony/index.js';

const pageSize = 200;
const everyKey = 'bakame:*';

/** One key as a line of JSON. */
interface KeptKey {
  readonly key: string;
  /** ms since the epoch; null for one that stays. */
  readonly expiresAt: number | null;
  /** What DUMP gave, in base64. */
  readonly value: string;
}

/**
 * Writes our keys to a file, a line each, and returns how many. By DUMP and not by RDB: that works on a
 * Redis whose disk is out of reach, leaves others' keys out, and raw numbers and tokens as well, which
 * live no longer than a call.
 */
export async function dumpRedis(redis: Redis, file: string): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const kept of keptKeys(redis)) {
      count += 1;
      yield `${JSON.stringify(kept)}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600 }));
  return count;
}

/** Puts the keys of a file back; returns how many, and how many had run out meanwhile. */
export async function restoreRedis(
  redis: Redis,
  file: string,
  now: number,
): Promise<{ restored: number; expired: number }> {
  let restored = 0;
  let expired = 0;
  const lines = createInterface({ input: createReadStream(file) });
  for await (const line of lines) {
    const { key, expiresAt, value } = JSON.parse(line) as KeptKey;
    const ttlMs = expiresAt === null ? 0 : expiresAt - now;
    if (expiresAt !== null && ttlMs <= 0) expired += 1;
    else {
      await redis.restore(key, ttlMs, Buffer.from(value, 'base64'), 'REPLACE');
      restored += 1;
    }
  }
  return { restored, expired };
}

/** How many keys of ours there are. */
export async function countKeys(redis: Redis): Promise<number> {
  let count = 0;
  for await (const page of pages(redis)) count += page.length;
  return count;
}

export async function removeKeys(redis: Redis): Promise<void> {
  for await (const page of pages(redis)) if (page.length > 0) await redis.del(...page);
}

async function* keptKeys(redis: Redis): AsyncGenerator<KeptKey> {
  const seen = new Set<string>();
  for await (const page of pages(redis))
    for (const key of page) {
      if (seen.has(key) || isSecretKey(key)) continue;
      seen.add(key);
      const dump = redis.dumpBuffer(key) as Promise<Buffer | null>;
      const [value, ttlMs] = await Promise.all([dump, redis.pttl(key)]);
      // Gone since it was listed.
      if (value === null || ttlMs === -2) continue;
      const expiresAt = ttlMs === -1 ? null : Date.now() + ttlMs;
      yield { key, expiresAt, value: value.toString('base64') };
    }
}

function pages(redis: Redis): AsyncIterable<string[]> {
  return redis.scanStream({ match: everyKey, count: pageSize }) as AsyncIterable<string[]>;
}
