import fc from 'fast-check';
import { Registry } from 'prom-client';
import { MemoryLog } from '../../test/support/memory-log.js';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { ObservedTurnRecorder, type InteractionRecord } from '../metrics/index.js';
import { TurnMetrics } from './turn-metrics.js';

const hostile = 'call +250788123456 or jane.canary@example.org';

describe('the metrics of turns', () => {
  let registry: Registry;
  let recorder: ObservedTurnRecorder;
  let recorded: InteractionRecord[];

  beforeEach(() => {
    registry = new Registry();
    recorded = [];
    recorder = new ObservedTurnRecorder(
      { record: (record) => recorded.push(record) },
      new MemoryLog(),
    );
    new TurnMetrics(registry, recorder);
  });

  /** The value of one series, as it stands in a scrape. */
  async function value(series: string): Promise<number | undefined> {
    const line = (await registry.metrics()).split('\n').find((one) => one.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  }

  it('put each stage that happened into seconds, with edges where a conversation feels them', async () => {
    recorder.record(turnRecord());
    const none = { asrMs: null, llmMs: null, ttsMs: null, totalMs: 4900, endpointMs: null };
    recorder.record(turnRecord({ times: none }));
    expect(await value('bakame_turn_stage_seconds_sum{stage="asr"}')).toBeCloseTo(0.21);
    expect(await value('bakame_turn_stage_seconds_count{stage="asr"}')).toBe(1);
    expect(await value('bakame_turn_stage_seconds_bucket{le="0.6",stage="total"}')).toBe(0);
    expect(await value('bakame_turn_stage_seconds_bucket{le="0.8",stage="total"}')).toBe(1);
    expect(await value('bakame_turn_stage_seconds_bucket{le="4",stage="total"}')).toBe(1);
    expect(await value('bakame_turn_stage_seconds_bucket{le="5",stage="total"}')).toBe(2);
  });

  it('count turns, errors, starts, waste and tokens', async () => {
    recorder.record(turnRecord({ type: 'call_started', turn: 0, tokensIn: 0, tokensOut: 0 }));
    recorder.record(turnRecord({ wastedReplies: 2 }));
    recorder.record(turnRecord({ type: 'call_started', turn: 1, tokensIn: 0, tokensOut: 0 }));
    recorder.record(turnRecord({ turn: 2, error: 'PROVIDER_TIMEOUT' }));
    recorder.record(turnRecord({ type: 'call_ended', turn: 0 }));
    expect(await value('bakame_turns_total{module="maths"}')).toBe(2);
    expect(await value('bakame_turn_errors_total{code="PROVIDER_TIMEOUT"}')).toBe(1);
    expect(await value('bakame_calls_started_total{resumed="no"}')).toBe(1);
    expect(await value('bakame_calls_started_total{resumed="yes"}')).toBe(1);
    expect(await value('bakame_wasted_replies_total')).toBe(2);
    expect(await value('bakame_llm_tokens_total{direction="in"}')).toBe(240);
  });

  it('exist before the first turn, so that a rate sees it', async () => {
    expect(await value('bakame_turns_total{module="maths"}')).toBe(0);
    expect(await value('bakame_turn_errors_total{code="PROVIDER_REJECTED"}')).toBe(0);
    expect(await value('bakame_turn_stage_seconds_count{stage="total"}')).toBe(0);
  });

  it('have no more series after hostile records than before, and nothing of their words', async () => {
    const count = async (): Promise<number> => (await registry.metrics()).split('\n').length;
    recorder.record(turnRecord({ module: hostile, error: hostile }));
    const before = await count();
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const words = `${text} ${hostile}`;
        const providers = { asr: words, llm: words, tts: words };
        const caller = { caller: words, callId: words, sessionId: words };
        const said = { userInput: words, aiResponse: words, module: words, error: words };
        const data = { emotional: { [words]: 1 }, gamification: { [words]: 1 } };
        recorder.record(turnRecord({ ...caller, ...said, ...data, providers }));
        expect(await count()).toBe(before);
      }),
    );
    const scrape = await registry.metrics();
    expect(scrape).not.toMatch(/788123456|canary/);
    expect(await value('bakame_turns_total{module="other"}')).toBeGreaterThan(100);
  });

  it('are taken after the record, of which they never see the words', () => {
    let seen = '';
    recorder.observe((turn) => {
      expect(recorded).toHaveLength(1);
      seen = JSON.stringify(turn);
    });
    recorder.record(turnRecord());
    expect(seen).toContain('CA5f0c');
    expect(seen).not.toMatch(/twelve|Well done|caller_5f0c|session-1|hesitation/);
  });

  it('cost no record when one cannot be taken', () => {
    const log = new MemoryLog();
    const careless = new ObservedTurnRecorder({ record: (record) => recorded.push(record) }, log);
    careless.observe(() => {
      throw new Error('a fault');
    });
    careless.record(turnRecord());
    expect(recorded).toHaveLength(1);
    expect(log.messages('error')).toEqual(['a finished turn could not be measured']);
  });
});
