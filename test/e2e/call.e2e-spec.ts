import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import type { RecordedTurn } from '../support/server/recorded-turns.js';
import { TestHouse } from '../support/server/test-house.js';
import {
  recordedCaller,
  type CallerStep,
  type CallReport,
  type SimulatedCall,
} from '../support/twilio/index.js';

jest.setTimeout(120_000);

/** A right answer is followed by the next question, a wrong one by the same again. */
const firstQuestion = /three plus four/i;
const secondQuestion = /five plus three/i;

/** A call that is over, and what the server recorded of it. */
interface Call {
  readonly report: CallReport;
  readonly rows: readonly RecordedTurn[];
  readonly turns: readonly RecordedTurn[];
}

type CallName =
  'silent' | 'lesson' | 'question' | 'interruption' | 'broken' | 'keys' | 'right' | 'wrong';

describe('calls to the whole server, side by side', () => {
  let house: TestHouse;
  /** All calls go on at once, each from somebody who has never called. */
  let calls: Record<CallName, Promise<Call>>;
  let callers = 0;

  beforeAll(async () => {
    house = await TestHouse.open({
      environment: { SILENCE_REPROMPT_MS: '2500', TWILIO_PHONE_NUMBER: '+14155550100' },
    });
    calls = {
      silent: call([{ staySilentMs: 60_000 }]),
      lesson: call(
        steps('maths-please', 'seven', 'ten'),
        steps('i-want-to-practise-english', 'i-went-to-the-market', 'goodbye'),
      ),
      question: call(steps('why-is-the-sky-blue')),
      interruption: call(steps('why-is-the-sky-blue'), [
        { say: house.recording('i-want-to-practise-english'), interruptAfterMs: 600 },
      ]),
      broken: brokenCall(),
      keys: call([{ press: '1' }, { press: '7' }]),
      right: call(steps('maths-please', 'seven')),
      wrong: call(steps('maths-please', 'ten')),
    };
    const ends = await Promise.allSettled(Object.values(calls));
    if (ends.some(({ status }) => status === 'rejected')) console.error(await complaints());
  });

  afterAll(async () => {
    await house.close();
  });

  function steps(...labels: readonly string[]): CallerStep[] {
    return labels.map((label) => ({ say: house.recording(label) }));
  }

  /** What the server itself found wrong, to explain a call that failed. */
  async function complaints(): Promise<string> {
    const lines = (await house.written()).split('\n');
    return lines.filter((line) => /"level":"(?:warn|error)"/.test(line)).join('\n');
  }

  function from(): string {
    return `+25078812345${callers++}`;
  }

  async function call(...parts: readonly (readonly CallerStep[])[]): Promise<Call> {
    const caller = recordedCaller(parts.flat());
    return over(house.twilio.placeCall({ from: from(), to: '+14155550100', caller }));
  }

  /** The connection breaks between two turns. */
  async function brokenCall(): Promise<Call> {
    const broken = house.twilio.placeCall({
      from: from(),
      to: '+14155550100',
      caller: async (phone) => {
        await phone.untilTutorFinishes();
        await phone.say(house.recording('maths-please'));
        await phone.untilTutorFinishes();
        broken.cutConnection();
        await phone.untilTutorFinishes();
        await phone.say(house.recording('seven'));
        await phone.untilTutorFinishes();
      },
    });
    return over(broken);
  }

  async function over(simulated: SimulatedCall): Promise<Call> {
    const report = await simulated.finished;
    const rows = await house.rows(report.callSid);
    return { report, rows, turns: rows.filter((row) => row.interaction_type === 'turn_metrics') };
  }

  it('are a lesson from the greeting to the goodbye, and every turn of it is on record', async () => {
    const { report, rows, turns } = await calls.lesson;
    expect(report.problems).toEqual([]);
    expect(report.endedBy).toBe('tutor');
    expect(report.gaps.filter((gap) => !gap.afterClear)).toEqual([]);
    expect(rows.map((row) => [row.interaction_type, row.user_input])).toEqual([
      ['call_started', ''],
      ['turn_metrics', 'Maths, please.'],
      ['turn_metrics', 'Seven.'],
      ['turn_metrics', 'Ten.'],
      ['turn_metrics', 'I want to practise English.'],
      ['turn_metrics', 'I went to the market.'],
      ['turn_metrics', 'Goodbye.'],
      ['call_ended', ''],
    ]);
    expect(turns[0]?.ai_response).toMatch(firstQuestion);
    expect(turns[1]?.ai_response).toMatch(secondQuestion);
    expect(turns[2]?.ai_response).toMatch(secondQuestion);
    for (const turn of turns) expect(turn.total_ms).toBeGreaterThan(0);
  });

  it('are rows of the CSV file too, in the same order', async () => {
    const { report, rows } = await calls.lesson;
    await eventually(async () => {
      const csv = await readFile(join(house.folder, 'user_sessions.csv'), 'utf8');
      const lines = csv.split('\r\n').filter((line) => line.includes(report.callSid));
      expect(lines.map((line) => line.split(',')[0])).toEqual(rows.map((row) => row.id));
    });
  });

  it('are answered by the model, and timed as the caller hears it', async () => {
    const { report, turns } = await calls.question;
    expect(turns[0]).toMatchObject({ user_input: 'Why is the sky blue?', module_name: 'ask' });
    const heardMs = report.turns[0]?.totalMs ?? NaN;
    expect(Math.abs(heardMs - (turns[0]?.total_ms ?? NaN))).toBeLessThan(300);
  });

  it('fall silent when the caller interrupts, and keep only what was heard', async () => {
    const { report, turns } = await calls.interruption;
    expect(turns[0]?.interrupted).toBe(true);
    expect(turns[0]?.ai_response.length).toBeLessThan(60);
    expect(turns[1]).toMatchObject({
      user_input: 'I want to practise English.',
      module_name: 'repeat',
    });
    expect(report.timeline.some((event) => event.type === 'clear')).toBe(true);
  });

  it('go on where they were when the stream breaks', async () => {
    const { rows, turns } = await calls.broken;
    expect(rows.filter((row) => row.interaction_type === 'call_started')).toHaveLength(2);
    expect(rows.filter((row) => row.interaction_type === 'call_ended')).toHaveLength(1);
    expect(turns.at(-1)?.ai_response).toMatch(secondQuestion);
  });

  it('can be led by keys alone', async () => {
    const { turns } = await calls.keys;
    const answered = turns.find((turn) => turn.user_input === '7');
    expect(answered?.module_name).toBe('maths');
    expect(answered?.ai_response).toMatch(secondQuestion);
  });

  it('coax a silent caller twice, then text a tip and hang up', async () => {
    const { report, turns } = await calls.silent;
    expect(report.endedBy).toBe('tutor');
    expect(turns.map((turn) => turn.emotional_data)).toEqual([
      { silence_step: 1 },
      { silence_step: 2 },
      { silence_step: 3 },
    ]);
    expect(turns[2]?.ai_response).toMatch(/text you a tip/);
    const messages = house.vendors.twilio.requestsTo('messages');
    expect(messages.map(({ body }) => body['To'])).toEqual(['+250788123450']);
    expect(messages[0]?.body['Body']).toMatch(/^BAKAME tip/);
  });

  it('know nothing of each other', async () => {
    const [right, wrong] = await Promise.all([calls.right, calls.wrong]);
    expect(right.turns[1]?.ai_response).toMatch(secondQuestion);
    expect(wrong.turns[1]?.ai_response).toMatch(firstQuestion);
  });

  it('let no number and no secret out, and keep the number no longer than the call', async () => {
    const written = await house.written();
    expect(written).toContain('caller_');
    const secrets = ['78812345', house.account.authToken, 'sk-stand-in', 'a key for tests'];
    for (const secret of secrets) expect(written).not.toContain(secret);
    const redis = new Redis(house.stores.redisUrl);
    await eventually(async () => {
      const keys = await redis.keys('*');
      expect(keys.filter((key) => key.endsWith(':number'))).toEqual([]);
    });
    redis.disconnect();
  });

  it('leave the server healthy', async () => {
    const response = await fetch(`${house.server.url}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'healthy',
      service: 'BAKAME MVP',
      checks: { redis: { status: 'healthy' }, llama_api: { status: 'healthy' } },
    });
  });
});
