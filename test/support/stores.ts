import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { Client } from 'pg';

/** A database and a Redis that nothing else uses. */
export interface TestStores {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  close(): Promise<void>;
}

/** The servers of this test run; nothing else on the machine is ever touched. */
const databaseServer = given('DATABASE_URL');
const redisServer = given('REDIS_URL');

const claimKey = 'bakame-test:claimed';
const claimMs = 10 * 60 * 1000;

/** Makes an empty database and claims an empty Redis database; `close` gives both back. */
export async function createTestStores(): Promise<TestStores> {
  const name = `bakame_test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${name}`);
  const { redisUrl, release } = await claimRedis();
  return {
    databaseUrl: withPath(databaseServer, name),
    redisUrl,
    close: async () => {
      await release();
      await administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function given(variable: 'DATABASE_URL' | 'REDIS_URL'): string {
  const url = process.env[variable];
  if (url) return url;
  throw new Error(
    `${variable} is not set: run the tests through npm test, which starts the stores`,
  );
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseServer });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Database 0 is left alone; of the others the first that no other test holds is taken. */
async function claimRedis(): Promise<{ redisUrl: string; release: () => Promise<void> }> {
  for (let index = 1; index < 16; index++) {
    const redisUrl = withPath(redisServer, String(index));
    const redis = new Redis(redisUrl);
    const claimed = await redis.set(claimKey, '1', 'PX', claimMs, 'NX');
    if (claimed === 'OK') {
      await redis.multi().flushdb().set(claimKey, '1', 'PX', claimMs).exec();
      return { redisUrl, release: async () => releaseRedis(redis) };
    }
    redis.disconnect();
  }
  throw new Error(
    'every Redis database is held by another test; wait, or start a Redis of your own',
  );
}

async function releaseRedis(redis: Redis): Promise<void> {
  await redis.flushdb();
  redis.disconnect();
}

function withPath(server: string, path: string): string {
  const url = new URL(server);
  url.pathname = `/${path}`;
  return url.href;
}
