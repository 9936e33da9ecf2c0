import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import { errorCodes, type ErrorCode } from '../common/errors.js';
import { counts, MeterRelay, type CountKind, type CountName, type Meter } from '../common/meter.js';
import { CallLifecycle, finalStatuses } from '../telephony/index.js';
import { oneOf, startAtZero } from './labels.js';

interface CounterText {
  readonly label: string;
  readonly help: string;
}

const texts: Readonly<Record<CountName, CounterText>> = {
  call_answers: { label: 'answer', help: 'What Twilio was told to do with a call.' },
  refused_streams: { label: 'reason', help: 'Media streams that were not let in.' },
  barge_ins: {
    label: 'kind',
    help: 'Voices over the tutor’s: real interruptions, and false alarms.',
  },
  fallbacks: { label: 'service', help: 'Requests that another provider took over.' },
};

/** Half a frame up to the hole that every caller hears, in seconds. */
const latenessBuckets = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28];

/** What the rooms count as it happens. */
@Injectable()
export class EventMetrics implements Meter {
  private readonly counters = new Map<CountName, Counter>();
  private readonly failures: Counter<'provider' | 'code'>;
  private readonly lateness: Histogram;

  constructor(registry: Registry, relay: MeterRelay, lifecycle: CallLifecycle) {
    const registers = [registry];
    for (const [name, kinds] of Object.entries(counts) as [CountName, readonly string[]][]) {
      const { label, help } = texts[name];
      const counter = new Counter({
        name: `bakame_${name}_total`,
        help,
        labelNames: [label],
        registers,
      });
      startAtZero(counter, label, kinds);
      this.counters.set(name, counter);
    }
    this.failures = new Counter({
      name: 'bakame_provider_failures_total',
      help: 'Requests that a provider failed, all tries included, by error code.',
      labelNames: ['provider', 'code'],
      registers,
    });
    this.lateness = new Histogram({
      name: 'bakame_frame_lateness_seconds',
      help: 'How much later than it was due each frame of caller audio was taken in.',
      buckets: latenessBuckets,
      registers,
    });
    const ends = new Counter({
      name: 'bakame_calls_ended_total',
      help: 'Calls that Twilio reported as over, by their last status.',
      labelNames: ['status'],
      registers,
    });
    startAtZero(ends, 'status', finalStatuses);
    lifecycle.onCompleted(({ status }) => {
      ends.inc({ status });
    });
    relay.connect(this);
  }

  count<Name extends CountName>(name: Name, kind: CountKind<Name>, by = 1): void {
    this.counters.get(name)?.inc({ [texts[name].label]: kind }, by);
  }

  countFailure(provider: string, code: ErrorCode): void {
    this.failures.inc({ provider, code: oneOf(errorCodes, code) });
  }

  noteLateness(ms: number): void {
    this.lateness.observe(ms / 1000);
  }
}
