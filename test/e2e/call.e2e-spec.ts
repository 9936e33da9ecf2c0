import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Redis } from 'ioredis';
import { recordedCaller, type CallerScript, type SimulatedCall } from '../support/twilio/index.js';
import { eventually } from '../support/eventually.js';
import { TestHouse } from '../support/server/test-house.js';

/** Real time, in which people speak. */
jest.setTimeout(90_000);

/** A right answer is followed by the next question, a wrong one by the same again. */
const firstQuestion = /three plus four/i;
const secondQuestion = /five plus three/i;

describe('a call to the whole server', () => {
  let house: TestHouse;
  let callers = 0;

  beforeAll(async () => {
    house = await TestHouse.open();
  });

  afterAll(async () => {
    await house.close();
  });

  /** Somebody who has never called before calls. */
  const place = (caller: CallerScript): SimulatedCall =>
    house.twilio.placeCall({ from: `+25078812345${callers++}`, to: '+14155550100', caller });
  const steps = (...labels: readonly string[]) =>
    labels.map((label) => ({ say: house.recording(label) }));

  it('is a lesson from the greeting to the goodbye, and every turn of it is on record', async () => {
    const call = place(
      recordedCaller(
        steps(
          'maths-please',
          'seven',
          'ten',
          'i-want-to-practise-english',
          'i-went-to-the-market',
          'goodbye',
        ),
      ),
    );
    const report = await call.finished;
    expect(report.problems).toEqual([]);
    expect(report.endedBy).toBe('tutor');
    expect(report.gaps.filter((gap) => !gap.afterClear)).toEqual([]);

    const rows = await house.rows(report.callSid);
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
    expect(rows[2]?.ai_response).toMatch(secondQuestion);
    expect(rows[3]?.ai_response).toMatch(secondQuestion);
    for (const row of rows.slice(1, -1)) expect(row.total_ms).toBeGreaterThan(0);

    const csv = await readFile(join(house.folder, 'user_sessions.csv'), 'utf8');
    const lines = csv.split('\r\n').filter((line) => line.includes(report.callSid));
    expect(lines).toHaveLength(rows.length);
  });

  it('measures what the caller waits as the caller hears it', async () => {
    const report = await place(recordedCaller(steps('why-is-the-sky-blue'), { lingerMs: 0 }))
      .finished;
    const [turn] = (await house.rows(report.callSid)).filter(
      (row) => row.interaction_type === 'turn_metrics',
    );
    const heardMs = report.turns[0]?.totalMs ?? NaN;
    expect(Math.abs(heardMs - (turn?.total_ms ?? NaN))).toBeLessThan(250);
  });

  it('falls silent when the caller interrupts, and keeps in history only what was heard', async () => {
    const report = await place(
      recordedCaller(
        [
          ...steps('why-is-the-sky-blue'),
          { say: house.recording('i-want-to-practise-english'), interruptAfterMs: 600 },
        ],
        { lingerMs: 0 },
      ),
    ).finished;
    const [answer, next] = (await house.rows(report.callSid)).filter(
      (row) => row.interaction_type === 'turn_metrics',
    );
    expect(answer?.interrupted).toBe(true);
    expect(answer?.ai_response.length).toBeLessThan(60);
    expect(next).toMatchObject({
      user_input: 'I want to practise English.',
      module_name: 'repeat',
    });
    expect(report.timeline.some((event) => event.type === 'clear')).toBe(true);
  });

  it('goes on where it was when the stream breaks', async () => {
    const call = place(async (phone) => {
      await phone.untilTutorFinishes();
      await phone.say(house.recording('maths-please'));
      await phone.untilTutorFinishes();
      call.cutConnection();
      await phone.untilTutorFinishes();
      await phone.say(house.recording('seven'));
      await phone.untilTutorFinishes();
    });
    const report = await call.finished;
    const rows = await house.rows(report.callSid);
    expect(rows.filter((row) => row.interaction_type === 'call_started')).toHaveLength(2);
    expect(rows.at(-2)?.ai_response).toMatch(secondQuestion);
    expect(rows.filter((row) => row.interaction_type === 'call_ended')).toHaveLength(1);
  });

  it('can be led by keys alone', async () => {
    const report = await place(recordedCaller([{ press: '1' }, { press: '7' }], { lingerMs: 0 }))
      .finished;
    const rows = await house.rows(report.callSid);
    expect(rows.at(-2)).toMatchObject({ user_input: '7', module_name: 'maths' });
    expect(rows.at(-2)?.ai_response).toMatch(secondQuestion);
  });

  it('serves calls side by side, each with its own lesson', async () => {
    const reports = await Promise.all(
      Array.from(
        { length: 5 },
        async (_, n) =>
          house.twilio.placeCall({
            from: `+25078800000${n}`,
            to: '+14155550100',
            caller: recordedCaller(steps('maths-please', n % 2 === 0 ? 'seven' : 'ten'), {
              lingerMs: 0,
            }),
          }).finished,
      ),
    );
    const rows = await house.rows(...reports.map((report) => report.callSid));
    for (const [n, report] of reports.entries()) {
      const answer = rows.find((row) => row.call_id === report.callSid && row.turn === 2);
      expect(answer?.ai_response).toMatch(n % 2 === 0 ? secondQuestion : firstQuestion);
    }
  });

  it('lets no phone number and no secret out, and keeps the number no longer than the call', async () => {
    const written = await house.written();
    expect(written).toContain('caller_');
    for (const secret of [
      '788123456',
      '78800000',
      house.account.authToken,
      'sk-stand-in',
      'a key for tests',
    ]) {
      expect(written).not.toContain(secret);
    }
    const redis = new Redis(house.stores.redisUrl);
    await eventually(async () => {
      const keys = await redis.keys('*');
      expect(keys.filter((key) => key.endsWith(':number'))).toEqual([]);
    });
    redis.disconnect();
  });

  it('is healthy, and says so', async () => {
    const response = await fetch(`${house.server.url}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'healthy',
      service: 'BAKAME MVP',
      checks: { redis: { status: 'healthy' }, llama_api: { status: 'healthy' } },
    });
  });
});
