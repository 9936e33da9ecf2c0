import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { SETTINGS, type Settings } from '../../config/index.js';
import { CALL_REDIS } from '../../persistence/index.js';
import { streamTokenKey } from './call-keys.js';

const tokenBytes = 32;
const keyOf = (token: string): string =>
  streamTokenKey(createHash('sha256').update(token).digest('hex'));

/**
 * The ticket that a media stream shows in its first message: for one call, once, for
 * STREAM_TOKEN_TTL_SECONDS. Redis holds only its hash. Both methods reject when Redis is away, so that
 * nothing comes in unchecked.
 */
@Injectable()
export class StreamTokens {
  private readonly lifetimeMs: number;

  constructor(
    @Inject(CALL_REDIS) private readonly redis: Redis,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.lifetimeMs = settings.STREAM_TOKEN_TTL_SECONDS * 1000;
  }

  async issue(callSid: string): Promise<string> {
    const token = randomBytes(tokenBytes).toString('base64url');
    await this.redis.set(keyOf(token), callSid, 'PX', this.lifetimeMs, 'NX');
    return token;
  }

  /** True once. A token shown for another call than its own is spent as well: it has leaked. */
  async redeem(token: string, callSid: string): Promise<boolean> {
    return (await this.redis.getdel(keyOf(token))) === callSid;
  }
}
