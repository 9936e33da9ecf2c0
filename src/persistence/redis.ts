import type { ConnectionOptions } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import { AppError } from '../common/errors.js';
import type { Log } from '../common/log.js';
import { placeOf, reasonOf } from './store-errors.js';

/**
 * The connection that live calls use: fails at once rather than wait. Commands reject within
 * 300 ms, also while Redis is away; a command that timed out may still be carried out.
 */
export const CALL_REDIS = Symbol('CALL_REDIS');

const readyTimeoutMs = 2500;
const retryDelayMs = (attempt: number): number => Math.min(100 * attempt, 2000);

const callProfile: RedisOptions = {
  connectionName: 'bakame-calls',
  lazyConnect: true,
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  commandTimeout: 300,
  connectTimeout: 2000,
  retryStrategy: retryDelayMs,
};

/** Connects and waits until Redis answers; gives up with REDIS_UNREACHABLE. */
export async function connectCallRedis(url: string, log: Log): Promise<Redis> {
  const redis = new Redis(url, callProfile);
  const lastReason = reportStateChanges(redis, log);
  try {
    await ready(redis);
    return redis;
  } catch {
    redis.disconnect();
    throw new AppError(
      'REDIS_UNREACHABLE',
      `Redis at ${placeOf(url, 6379)} cannot be used (${lastReason()}): start it, or correct REDIS_URL`,
      { retryable: true },
    );
  }
}

/**
 * Connection options for BullMQ, which needs a profile of its own: work for a queue waits until Redis
 * is back instead of failing. (ioredis' socketTimeout would hold the process for as long at its end.)
 */
export function bullConnection(url: string): ConnectionOptions {
  return {
    url,
    connectionName: 'bakame-queue',
    maxRetriesPerRequest: null,
    connectTimeout: 2000,
    keepAlive: 10_000,
    retryStrategy: retryDelayMs,
  };
}

async function ready(redis: Redis): Promise<void> {
  const timeout = AbortSignal.timeout(readyTimeoutMs);
  await new Promise<void>((resolve, reject) => {
    redis.once('ready', resolve);
    timeout.addEventListener('abort', () => {
      reject(new Error('not ready in time'));
    });
    // The first attempt's failure is not the end: the retry strategy goes on until the timeout.
    redis.connect().catch(() => undefined);
  });
}

/** One line when Redis goes and one when it is back, not one per attempt. Returns the last reason. */
function reportStateChanges(redis: Redis, log: Log): () => string {
  let reason = 'no answer';
  let wasReady = false;
  let away = false;
  redis.on('error', (error) => {
    reason = reasonOf(error);
  });
  // Not 'close', which our own disconnect causes too.
  redis.on('reconnecting', () => {
    if (wasReady && !away) log.warn('redis connection lost; calls go on without it', { reason });
    away = wasReady;
  });
  redis.on('ready', () => {
    if (away) log.info('redis connection is back');
    wasReady = true;
    away = false;
  });
  return () => reason;
}
