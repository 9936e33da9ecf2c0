import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { SETTINGS, type Settings } from '../../config/index.js';
import { CALL_REDIS } from '../../persistence/index.js';
import type { TutorState } from '../../tutor/index.js';
import { parseTutorState } from './parse-tutor-state.js';
import { writeTutorState } from './write-tutor-state.js';

const keyOf = (caller: string): string => `bakame:learner:${caller}`;

/** Where each learner left off, for CALL_STATE_TTL_SECONDS, so that the next call goes on from there. */
@Injectable()
export class LearnerStates {
  constructor(
    @Inject(CALL_REDIS) private readonly redis: Redis,
    @Inject(SETTINGS)
    private readonly settings: Pick<Settings, 'CALL_STATE_TTL_SECONDS'>,
  ) {}

  async load(caller: string): Promise<TutorState | null> {
    return parseTutorState(await this.redis.get(keyOf(caller)));
  }

  async save(caller: string, state: TutorState): Promise<void> {
    const seconds = this.settings.CALL_STATE_TTL_SECONDS;
    await this.redis.set(keyOf(caller), writeTutorState(state), 'EX', seconds);
  }
}
