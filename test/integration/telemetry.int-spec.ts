import { eventually } from '../support/eventually.js';
import { alerts, dashboardQueries, metricsIn } from '../support/monitoring.js';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.js';
import { TestHouse } from '../support/server/test-house.js';
import { recordedCaller } from '../support/twilio/index.js';

const token = 'a-token-for-operators';
const labels = ['maths-please', 'it-is-seven', 'goodbye'];
const calledFrom = '+250788818283';

describe('a running server after a call', () => {
  let collector: OtlpReceiver;
  let house: TestHouse;
  let callSid: string;

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    house = await TestHouse.open({
      environment: { OPS_TOKEN: token, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    const call = house.twilio.placeCall({
      from: calledFrom,
      to: '+14155550100',
      caller: recordedCaller(labels.map((label) => ({ say: house.recording(label) }))),
    });
    ({ callSid } = await call.finished);
  }, 90_000);

  afterAll(async () => {
    await house.close();
    await collector.close();
  });

  async function ask(authorization?: string): Promise<Response> {
    return fetch(`${house.server.url}/metrics`, {
      headers: authorization === undefined ? {} : { authorization },
    });
  }

  async function scrape(): Promise<string> {
    return (await ask(`Bearer ${token}`)).text();
  }

  describe('gives its metrics', () => {
    it.each([
      undefined,
      '',
      token,
      'Bearer',
      'Bearer another token',
      `Basic ${token}`,
      `Bearer ${token}x`,
    ])('to nobody who says %j', async (header) => {
      const answer = await ask(header);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await answer.text()).not.toContain('bakame_');
    });

    it('to who shows OPS_TOKEN, in the format of Prometheus', async () => {
      const answer = await ask(`Bearer ${token}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    it('with what happened in the call', async () => {
      await eventually(async () => {
        const series = seriesOf(await scrape());
        const value = (name: string): number => series.get(name) ?? NaN;
        expect(value('bakame_call_answers_total{answer="connected"}')).toBe(1);
        expect(value('bakame_calls_started_total{resumed="no"}')).toBe(1);
        expect(value('bakame_calls_ended_total{status="completed"}')).toBe(1);
        expect(value('bakame_calls_live')).toBe(0);
        expect(value('bakame_turns_total{module="maths"}')).toBeGreaterThan(0);
        expect(value('bakame_turn_stage_seconds_count{stage="total"}')).toBe(labels.length);
        expect(value('bakame_frame_lateness_seconds_count')).toBeGreaterThan(100);
        expect(value('bakame_breaker_state{provider="asr.whisper",state="closed"}')).toBe(1);
        expect(value('bakame_spool_bytes')).toBe(0);
        expect(value('bakame_queue_batches{state="waiting"}')).toBe(0);
        expect(value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
      });
    });

    it('with all that dashboard and alerts ask for', async () => {
      const families = familiesOf(await scrape());
      const expressions = [...dashboardQueries(), ...alerts().map(({ expr }) => expr)];
      const wanted = new Set(expressions.flatMap(metricsIn));
      expect(wanted.size).toBeGreaterThan(20);
      expect([...wanted].filter((name) => !families.has(name))).toEqual([]);
    });

    it('without the call, the caller or more series than before, whoever knocks', async () => {
      const seriesBefore = ownSeries(await scrape());
      const { url } = house.server;
      const body = new URLSearchParams({ CallSid: `CA${'7'.repeat(32)}`, From: calledFrom });
      for (const path of ['/webhook/call', '/webhook/status', '/nowhere/0788818283'])
        await fetch(`${url}${path}?From=${encodeURIComponent(calledFrom)}`, {
          method: 'POST',
          body,
        });
      const text = await scrape();
      for (const secret of ['788818283', callSid, 'caller_', 'CA777'])
        expect(text).not.toContain(secret);
      expect(ownSeries(text)).toBeLessThan(200);
      expect(ownSeries(text) - seriesBefore).toBeLessThan(10);
    });
  });

  describe('has sent a trace of each turn', () => {
    const parents = (): ReceivedSpan[] => collector.spans.filter(({ name }) => name === 'turn');
    const ms = (from: string, to: string): number => Number(BigInt(to) - BigInt(from)) / 1e6;

    beforeAll(async () => {
      await eventually(() => {
        expect(parents().length).toBeGreaterThanOrEqual(labels.length);
      });
    });

    it('with the stages as they are recorded, below one span', async () => {
      const rows = await house.rows(callSid);
      for (const turn of parents()) {
        const number = attribute(turn, 'bakame.turn');
        const row = rows.find(
          (one) => one.interaction_type === 'turn_metrics' && String(one.turn) === number,
        );
        expect(attribute(turn, 'bakame.call_id')).toBe(callSid);
        expect(attribute(turn, 'bakame.module')).toBe(row?.module_name);
        const below = collector.spans.filter(({ parentSpanId }) => parentSpanId === turn.spanId);
        const lasts = new Map(
          below.map((span) => [span.name, ms(span.startTimeUnixNano, span.endTimeUnixNano)]),
        );
        for (const stage of ['asr', 'llm', 'tts'] as const)
          expect(lasts.get(stage) ?? null).toBe(row?.[`${stage}_ms`] ?? null);
        expect(new Set([turn, ...below].map(({ traceId }) => traceId)).size).toBe(1);
        for (const { startTimeUnixNano: start } of below)
          expect(ms(turn.startTimeUnixNano, start)).toBeGreaterThanOrEqual(0);
      }
    });

    it('without the caller, and without anybody’s words', () => {
      const sent = JSON.stringify(collector.spans);
      expect(sent).not.toMatch(/788818283|caller_|seven|goodbye|three plus/i);
    });
  });
});

/** Series → value. */
function seriesOf(scrape: string): Map<string, number> {
  const lines = scrape.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end))] as const;
    }),
  );
}

/** The names that a query may use, also of metrics that have no series yet. */
function familiesOf(scrape: string): Set<string> {
  const families = [...scrape.matchAll(/^# TYPE (\w+) (\w+)$/gm)];
  return new Set(
    families.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  );
}

function attribute(span: ReceivedSpan, key: string): string | undefined {
  const found = span.attributes.find((one) => one.key === key);
  return found && String(Object.values(found.value)[0]);
}

/** How many series are ours: Node.js tells of resources that come and go, by their kind. */
function ownSeries(text: string): number {
  return [...seriesOf(text).keys()].filter((name) => name.startsWith('bakame_')).length;
}
