import { Registry } from 'prom-client';
import { MemoryLog } from '../../test/support/memory-log.js';
import { ProviderError } from '../common/errors.js';
import { MeterRelay } from '../common/meter.js';
import { Breakers } from '../common/resilience/index.js';
import { CallLifecycle } from '../telephony/index.js';
import { EventMetrics } from './event-metrics.js';

describe('the metrics of events', () => {
  const log = new MemoryLog();
  let registry: Registry;
  let relay: MeterRelay;
  let lifecycle: CallLifecycle;

  beforeEach(() => {
    registry = new Registry();
    relay = new MeterRelay();
    lifecycle = new CallLifecycle(log);
  });

  it('count what rooms tell from then on, and nothing before', async () => {
    relay.count('fallbacks', 'llm');
    new EventMetrics(registry, relay, lifecycle);
    relay.count('fallbacks', 'asr');
    relay.count('barge_ins', 'false', 2);
    relay.noteLateness(50);
    lifecycle.complete({ callSid: 'CA1', caller: 'c', status: 'no-answer', durationSeconds: 3 });
    const scrape = await registry.metrics();
    for (const line of [
      'bakame_fallbacks_total{service="llm"} 0',
      'bakame_fallbacks_total{service="asr"} 1',
      'bakame_barge_ins_total{kind="false"} 2',
      'bakame_frame_lateness_seconds_bucket{le="0.04"} 0',
      'bakame_frame_lateness_seconds_bucket{le="0.08"} 1',
      'bakame_calls_ended_total{status="no-answer"} 1',
    ])
      expect(scrape.split('\n')).toContain(line);
  });

  it('count each request that a provider failed, by the code of the error', async () => {
    new EventMetrics(registry, relay, lifecycle);
    const circuit = { failures: 9, openMs: 1000, log };
    const breaker = new Breakers(relay).create({ name: 'llm.x', provider: 'x', ...circuit });
    const errors = [new ProviderError('x', 'timeout', 'late'), new Error('a fault')];
    for (const error of errors) {
      const failing = (): AsyncGenerator<string> => {
        throw error;
      };
      const answer = breaker.stream(failing, () => true, new AbortController().signal);
      await expect(answer.next()).rejects.toThrow(error);
    }
    const scrape = await registry.metrics();
    for (const code of ['PROVIDER_TIMEOUT', 'PROVIDER_PROTOCOL'])
      expect(scrape).toContain(
        `bakame_provider_failures_total{provider="llm.x",code="${code}"} 1\n`,
      );
  });
});
