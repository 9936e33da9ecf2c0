import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { errorCodes } from '../common/errors.js';
import { ObservedTurnRecorder, type FinishedTurn } from '../metrics/index.js';
import { moduleNames } from '../tutor/index.js';
import { oneOf, startAtZero } from './labels.js';

const stages = ['asr', 'llm', 'tts', 'endpoint', 'total'] as const;

/** Seconds: fine where a conversation feels quick or slow, with an edge at the alert's 5. */
const stageBuckets = [
  ...[0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25],
  ...[1.5, 2, 2.5, 3, 4, 5, 7.5, 10],
];

/** What the finished turns of this process were like. No label has a value that a caller could choose. */
@Injectable()
export class TurnMetrics {
  private readonly stages: Histogram<'stage'>;
  private readonly turns: Counter<'module'>;
  private readonly errors: Counter<'code'>;
  private readonly starts: Counter<'resumed'>;
  private readonly waste: Counter;
  private readonly tokens: Counter<'direction'>;

  constructor(registry: Registry, recorder: ObservedTurnRecorder) {
    const registers = [registry];
    this.stages = new Histogram({
      name: 'bakame_turn_stage_seconds',
      help: 'How long the stages of a turn took; total is what the caller waited.',
      labelNames: ['stage'],
      buckets: stageBuckets,
      registers,
    });
    this.turns = new Counter({
      name: 'bakame_turns_total',
      help: 'Turns of the conversations, by the part of the tutor.',
      labelNames: ['module'],
      registers,
    });
    this.errors = new Counter({
      name: 'bakame_turn_errors_total',
      help: 'Turns whose reply failed or broke off, by error code.',
      labelNames: ['code'],
      registers,
    });
    this.starts = new Counter({
      name: 'bakame_calls_started_total',
      help: 'Calls that were greeted, or went on after a break.',
      labelNames: ['resumed'],
      registers,
    });
    this.waste = new Counter({
      name: 'bakame_wasted_replies_total',
      help: 'Replies prepared ahead and thrown away because the caller went on.',
      registers,
    });
    this.tokens = new Counter({
      name: 'bakame_llm_tokens_total',
      help: 'Tokens of the language model.',
      labelNames: ['direction'],
      registers,
    });
    for (const stage of stages) this.stages.zero({ stage });
    startAtZero(this.turns, 'module', moduleNames);
    startAtZero(this.errors, 'code', errorCodes);
    startAtZero(this.starts, 'resumed', ['yes', 'no']);
    startAtZero(this.tokens, 'direction', ['in', 'out']);
    recorder.observe((turn) => {
      this.note(turn);
    });
  }

  private note(turn: FinishedTurn): void {
    if (turn.type === 'call_ended') return;
    if (turn.type === 'call_started') this.starts.inc({ resumed: turn.turn > 0 ? 'yes' : 'no' });
    else this.turns.inc({ module: oneOf(moduleNames, turn.module) });
    for (const stage of stages) {
      const ms = turn.times[`${stage}Ms`];
      if (ms !== null) this.stages.observe({ stage }, ms / 1000);
    }
    if (turn.error !== null) this.errors.inc({ code: oneOf(errorCodes, turn.error) });
    this.waste.inc(turn.wastedReplies ?? 0);
    this.tokens.inc({ direction: 'in' }, turn.tokensIn);
    this.tokens.inc({ direction: 'out' }, turn.tokensOut);
  }
}
