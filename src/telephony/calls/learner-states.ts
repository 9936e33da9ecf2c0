import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { CALL_REDIS } from '../../persistence/index.js';
import type { TutorState } from '../../tutor/index.js';
import { parseTutorState } from './parse-tutor-state.js';

const lifetimeSeconds = 24 * 60 * 60;
const keyOf = (caller: string): string => `bakame:learner:${caller}`;

/** Where each learner left off, for a day, so that the next call goes on from there. */
@Injectable()
export class LearnerStates {
  constructor(@Inject(CALL_REDIS) private readonly redis: Redis) {}

  async load(caller: string): Promise<TutorState | null> {
    return parseTutorState(await this.redis.get(keyOf(caller)));
  }

  async save(caller: string, state: TutorState): Promise<void> {
    await this.redis.set(keyOf(caller), JSON.stringify(state), 'EX', lifetimeSeconds);
  }
}
