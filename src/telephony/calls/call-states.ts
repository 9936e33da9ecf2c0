import { Inject, Injectable } from '@nestjs/common';
import type { ChainableCommander, Redis } from 'ioredis';
import { CLOCK, type Clock } from '../../common/clock.js';
import { randomId } from '../../common/ids.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { CALL_REDIS } from '../../persistence/index.js';
import { callKey, callNumberKey } from './call-keys.js';
import { readCallState, writeProgress, type CallProgress, type CallState } from './call-state.js';
import type { Caller } from './caller-id.js';
import { LearnerStates } from './learner-states.js';
import { writeTutorState } from './write-tutor-state.js';

/** Longer than any call may last, for a number whose call never reported its end. */
const numberMarginSeconds = 600;

/** The calls of a lost state count their turns in seconds from here. */
const turnsSinceMs = Date.UTC(2026, 0, 1);

/**
 * The state of each call, in Redis so that any instance can go on with it. A hash, because the webhook,
 * the live call and the status callback each write their own fields at any time. The number has a
 * shorter life than the rest and a key of its own. Methods reject when Redis is away, but for `save`.
 */
@Injectable()
export class CallStates {
  private readonly stateSeconds: number;
  private readonly numberSeconds: number;

  constructor(
    @Inject(CALL_REDIS) private readonly redis: Redis,
    @Inject(SETTINGS) settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly learners: LearnerStates,
  ) {
    this.stateSeconds = settings.CALL_STATE_TTL_SECONDS;
    this.numberSeconds = settings.CALL_MAX_SECONDS + numberMarginSeconds;
  }

  /**
   * A learner who called within a day goes on where they were. Creating twice is creating once. A call
   * that is `underWay` was here before and its state was lost, with the number of its last turn: the
   * clock gives it a higher one.
   */
  async create(
    callSid: string,
    { pseudonym, formerPseudonym, number }: Caller,
    underWay = false,
  ): Promise<void> {
    const tutor =
      (await this.learners.load(pseudonym)) ??
      (formerPseudonym === undefined ? null : await this.learners.load(formerPseudonym));
    const key = callKey(callSid);
    const changes = this.introduce(callSid, pseudonym);
    if (tutor) changes.hsetnx(key, 'tutor', writeTutorState(tutor));
    if (underWay) changes.hset(key, 'turnsFrom', this.secondsSoFar());
    if (number) changes.set(callNumberKey(callSid), number, 'EX', this.numberSeconds, 'NX');
    await commit(changes);
  }

  async load(callSid: string): Promise<CallState | null> {
    return readCallState(callSid, await this.redis.hgetall(callKey(callSid)));
  }

  /** Never rejects: the live call does not wait for it. False when it could not be kept. */
  async save(
    call: Pick<CallState, 'callSid' | 'caller'>,
    progress: CallProgress,
  ): Promise<boolean> {
    try {
      const key = callKey(call.callSid);
      const changes = this.redis.multi().hset(key, writeProgress(progress));
      await Promise.all([
        commit(changes.expire(key, this.stateSeconds)),
        progress.tutor && this.learners.save(call.caller, progress.tutor),
      ]);
      return true;
    } catch {
      return false;
    }
  }

  /** A stream is about to be offered: how often the call was here, and offers in vain in a row. */
  async countStream(callSid: string): Promise<{ visits: number; unstartedStreams: number }> {
    const key = callKey(callSid);
    const changes = this.redis.multi().hincrby(key, 'visits', 1).hincrby(key, 'unstarted', 1);
    const [visits, unstarted] = await commit(changes.expire(key, this.stateSeconds));
    return { visits: Number(visits), unstartedStreams: Number(unstarted) };
  }

  /** The call was here but no stream could be offered. */
  async countVisit(callSid: string): Promise<number> {
    const key = callKey(callSid);
    const changes = this.redis.multi().hincrby(key, 'visits', 1);
    const [visits] = await commit(changes.expire(key, this.stateSeconds));
    return Number(visits);
  }

  async markStreamStarted(callSid: string): Promise<void> {
    const key = callKey(callSid);
    const changes = this.redis.multi().hincrby(key, 'streams', 1).hset(key, 'unstarted', 0);
    await commit(changes.expire(key, this.stateSeconds));
  }

  /** We are done with the call: when it comes back it is hung up. */
  async markEnded(callSid: string): Promise<void> {
    const key = callKey(callSid);
    await commit(this.redis.multi().hset(key, 'ended', 1).expire(key, this.stateSeconds));
  }

  /** Twilio is done with the call, which may never have reached us. True for the first to say so. */
  async close(callSid: string, caller: string): Promise<boolean> {
    const changes = this.introduce(callSid, caller).hsetnx(callKey(callSid), 'closed', 1);
    const results = await commit(changes.del(callNumberKey(callSid)));
    return results.at(-2) === 1;
  }

  /** The raw number, for as long as the call lasts; null when withheld or forgotten. */
  async numberOf(callSid: string): Promise<string | null> {
    return this.redis.get(callNumberKey(callSid));
  }

  async forgetNumber(callSid: string): Promise<void> {
    await this.redis.del(callNumberKey(callSid));
  }

  private secondsSoFar(): number {
    return Math.floor((this.clock.date().getTime() - turnsSinceMs) / 1000);
  }

  private introduce(callSid: string, caller: string): ChainableCommander {
    const key = callKey(callSid);
    return this.redis
      .multi()
      .hsetnx(key, 'caller', caller)
      .hsetnx(key, 'sessionId', randomId())
      .hsetnx(key, 'startedAt', this.clock.date().toISOString())
      .expire(key, this.stateSeconds);
  }
}

/** Runs a transaction; rejects when any of its commands failed. */
async function commit(changes: ChainableCommander): Promise<unknown[]> {
  const results = (await changes.exec()) ?? [];
  for (const [error] of results) if (error) throw error;
  return results.map(([, result]) => result);
}
