import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { CLOCK, type Clock } from '../common/clock.js';
import { Breakers, SharedBreakers } from '../common/resilience/index.js';
import { RedisBreakerBoard } from './redis-breaker-board.js';
import { CALL_REDIS } from './redis.js';

/** Shares the circuit breakers of this process with those of the other instances, through Redis. */
@Injectable()
export class BreakerSharing implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly shared: SharedBreakers;

  constructor(@Inject(CALL_REDIS) redis: Redis, @Inject(CLOCK) clock: Clock, breakers: Breakers) {
    this.shared = new SharedBreakers(breakers, new RedisBreakerBoard(redis), clock);
  }

  /** When every room has built its providers. */
  onApplicationBootstrap(): void {
    this.shared.start();
  }

  onApplicationShutdown(): void {
    this.shared.stop();
  }
}
