import { setTimeout as pause } from 'node:timers/promises';
import { Readiness } from '../../src/common/readiness.js';
import {
  ADMISSION_GATE,
  CallerId,
  callKey,
  CallLifecycle,
  CallStates,
  StreamTokens,
  type AdmissionGate,
  type CompletedCall,
} from '../../src/telephony/index.js';
import {
  newCallSid,
  startTelephony,
  type TelephonyApp,
} from '../../src/telephony/testing/telephony-app.js';
import { createTestStores, type TestStores } from '../support/stores.js';

const number = '+250788123456';
const connected = /<Connect><Stream url="([^"]+)"><Parameter name="token" value="([^"]+)"\/>/;

describe('the life of a call, as Twilio asks about it', () => {
  let stores: TestStores;
  let phone: TelephonyApp;
  let gate: AdmissionGate;
  let calls: CallStates;
  let tokens: StreamTokens;
  let completed: CompletedCall[];

  beforeAll(async () => {
    stores = await createTestStores();
  });
  beforeEach(async () => {
    phone = await startTelephony(stores.redisUrl, { MAX_CALLS: '2' });
    gate = phone.app.get(ADMISSION_GATE);
    calls = phone.app.get(CallStates);
    tokens = phone.app.get(StreamTokens);
    completed = [];
    phone.app.get(CallLifecycle).onCompleted((call) => completed.push(call));
  });
  afterEach(async () => phone.close());
  afterAll(async () => stores.close());

  const ask = async (callSid: string, from = number, status = 'ringing'): Promise<string> => {
    const form = { CallSid: callSid, From: from, CallStatus: status };
    return (await phone.post('/webhook/call', form)).text();
  };

  const report = async (callSid: string, status: string, duration?: string): Promise<number> => {
    const form = { CallSid: callSid, From: number, CallStatus: status };
    const extra = duration === undefined ? {} : { CallDuration: duration };
    return (await phone.post('/webhook/status', { ...form, ...extra })).status;
  };

  /** The token of the answer, as the media stream would bring it back. */
  const tokenIn = (twiml: string): string => connected.exec(twiml)?.[2] ?? '';

  const startStream = async (callSid: string, twiml: string): Promise<void> => {
    expect(await tokens.redeem(tokenIn(twiml), callSid)).toBe(true);
    expect(gate.enter(callSid)).toBeNull();
    await calls.markStreamStarted(callSid);
  };

  it('joins a new call to the public media stream and lets it come back here', async () => {
    const callSid = newCallSid();
    const twiml = await ask(callSid);
    expect(connected.exec(twiml)?.[1]).toBe('wss://tutor.example/webhook/media-stream');
    expect(twiml).toMatch(
      /<\/Connect><Redirect method="POST">https:\/\/tutor\.example\/webhook\/call<\/Redirect><\/Response>$/,
    );
    expect(await tokens.redeem(tokenIn(twiml), callSid)).toBe(true);
  });

  it('knows the caller by a pseudonym and keeps the number apart, for the length of the call', async () => {
    const callSid = newCallSid();
    await ask(callSid);
    const state = await calls.load(callSid);
    expect(state).toMatchObject({ callSid, turn: 0, tutor: null, ended: false, streams: 0 });
    expect(state?.caller).toMatch(/^caller_[0-9a-f]{20}$/);
    expect(JSON.stringify(state)).not.toContain('788');
    expect(await calls.numberOf(callSid)).toBe(number);
    await report(callSid, 'completed', '12');
    expect(await calls.numberOf(callSid)).toBeNull();
  });

  it('gives every key a time to live', async () => {
    const callSid = newCallSid();
    await ask(callSid);
    const tutor = { module: 'maths', lesson: {}, history: [], openQuestion: null };
    const bargeIns = { active: false, real: 0, falseAlarms: 0 };
    await calls.save({ callSid, caller: 'caller_ttl' }, { turn: 1, tutor, bargeIns });
    await calls.markEnded(callSid);
    const keys = await phone.redis.keys('bakame:*');
    for (const kind of ['call', 'learner', 'stream-token'])
      expect(keys.join()).toContain(`bakame:${kind}:`);
    for (const key of keys) expect(await phone.redis.ttl(key)).toBeGreaterThan(0);
  });

  it('treats webhooks that Twilio repeats as one call', async () => {
    const callSid = newCallSid();
    const answers = await Promise.all([ask(callSid), ask(callSid), ask(callSid)]);
    for (const twiml of answers) expect(twiml).toMatch(connected);
    await startStream(callSid, answers[1]);
    expect(await ask(newCallSid())).toMatch(connected);
  });

  it('resumes a call whose stream was lost, with a fresh token and the same session', async () => {
    const callSid = newCallSid();
    const first = await ask(callSid);
    await startStream(callSid, first);
    const before = await calls.load(callSid);
    gate.leave(callSid);
    const second = await ask(callSid);
    expect(tokenIn(second)).not.toBe(tokenIn(first));
    await startStream(callSid, second);
    const after = await calls.load(callSid);
    expect(after).toEqual({ ...before, streams: 2, turn: expect.any(Number) as number });
    expect(after?.turn).toBeGreaterThan(before?.turn ?? NaN);
  });

  it('counts higher than before when the state of a call under way was lost', async () => {
    const callSid = newCallSid();
    const lastTurn = async (): Promise<number> => (await calls.load(callSid))?.turn ?? NaN;
    await startStream(callSid, await ask(callSid));
    const tutor = { module: 'maths', lesson: {}, history: [], openQuestion: null };
    const bargeIns = { active: false, real: 0, falseAlarms: 0 };
    await calls.save({ callSid, caller: 'caller_lost' }, { turn: 1400, tutor, bargeIns });
    gate.leave(callSid);
    await phone.redis.del(callKey(callSid));
    await ask(callSid, number, 'in-progress');
    const after = await lastTurn();
    expect(after).toBeGreaterThan(1400);
    expect(after).toBeLessThan(2 ** 31);
    expect(await ask(callSid)).toMatch(connected);
    expect(await lastTurn()).toBe(after);
  });

  it('hangs up a call that we ended', async () => {
    const callSid = newCallSid();
    await ask(callSid);
    await calls.markEnded(callSid);
    expect(await ask(callSid)).toMatch(/<Response><Hangup\/><\/Response>$/);
  });

  it('hangs up a call that Twilio has already reported as over', async () => {
    const callSid = newCallSid();
    expect(await report(callSid, 'completed', '0')).toBe(204);
    expect(await ask(callSid)).toMatch(/<Response><Hangup\/><\/Response>$/);
    expect(await calls.numberOf(callSid)).toBeNull();
  });

  it('gives up kindly after three streams in a row that never started', async () => {
    for (const callSid of [newCallSid(), newCallSid()]) {
      for (let i = 0; i < 3; i++) expect(await ask(callSid)).toMatch(connected);
      expect(await ask(callSid)).toMatch(/<Say>.*sorry.*<\/Say><Hangup\/>/);
      expect(await ask(callSid)).toMatch(/<Response><Hangup\/>/);
    }
    expect(phone.log.messages('error').join()).toContain('media stream URL');
    expect(await ask(newCallSid())).toMatch(connected);
  });

  it('starts counting anew once a stream has started, but not for ever', async () => {
    const callSid = newCallSid();
    for (let i = 0; i < 20; i++) {
      const twiml = await ask(callSid);
      await startStream(callSid, twiml);
      gate.leave(callSid);
    }
    expect((await calls.load(callSid))?.streams).toBe(20);
    expect(await ask(callSid)).toMatch(/<Say>.*<\/Say><Hangup\/>/);
  });

  it('keeps the last seat for the first of many callers who arrive together', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, async () => ask(newCallSid())));
    expect(answers.filter((twiml) => connected.test(twiml))).toHaveLength(2);
    expect(answers.filter((twiml) => /<Say>.*busy.*<\/Say><Hangup\/>/.test(twiml))).toHaveLength(8);
  });

  it('has a seat again once a call is over, also one that never started its stream', async () => {
    const [first, second] = [newCallSid(), newCallSid()];
    await startStream(first, await ask(first));
    await ask(second);
    expect(await ask(newCallSid())).toContain('busy');
    await report(second, 'no-answer');
    expect(await ask(newCallSid())).toMatch(connected);
    expect(await ask(newCallSid())).toContain('busy');
    gate.leave(first);
    expect(await ask(newCallSid())).toMatch(connected);
  });

  it('keeps no seat for a caller whose state cannot be stored', async () => {
    const broken = '+250788555555';
    const { pseudonym } = phone.app.get(CallerId).identify(broken, '');
    await phone.redis.hset(`bakame:learner:${pseudonym}`, 'not', 'text');
    for (let i = 0; i < 3; i++) expect(await ask(newCallSid(), broken)).toContain('sorry');
    expect(await ask(newCallSid())).toMatch(connected);
    await phone.redis.del(`bakame:learner:${pseudonym}`);
  });

  it('turns new callers away while draining and keeps a live one on the line', async () => {
    const live = newCallSid();
    await startStream(live, await ask(live));
    phone.app.get(Readiness).block('draining');
    gate.leave(live);
    expect(await ask(newCallSid())).toMatch(/<Say>.*again in a minute.*<\/Say><Hangup\/>/);
    expect(await ask(live)).toMatch(/<Say>.*<\/Say><Pause length="\d"\/><Redirect method="POST">/);
    phone.app.get(Readiness).unblock('draining');
    expect(await ask(live)).toMatch(connected);
  });

  it('does not keep a call waiting for ever', async () => {
    const live = newCallSid();
    await startStream(live, await ask(live));
    phone.app.get(Readiness).block('draining');
    const answers: string[] = [];
    for (let i = 0; i < 20; i++) answers.push(await ask(live));
    expect(answers.at(-2)).toContain('<Redirect');
    expect(answers.at(-1)).toMatch(/<Say>.*<\/Say><Hangup\/>/);
  });

  it('lets a learner go on from yesterday’s lesson, and a withheld number start afresh', async () => {
    const tutor = { module: 'maths', lesson: { level: 2 }, history: [], openQuestion: '3 + 4' };
    const bargeIns = { active: false, real: 0, falseAlarms: 0 };
    for (const [from, expected] of [
      ['+250788999888', tutor],
      ['anonymous', null],
    ] as const) {
      const earlier = newCallSid();
      await ask(earlier, from);
      const { caller } = (await calls.load(earlier)) ?? { caller: '' };
      expect(await calls.save({ callSid: earlier, caller }, { turn: 3, tutor, bargeIns })).toBe(
        true,
      );
      await report(earlier, 'completed');
      const later = newCallSid();
      await ask(later, from);
      expect(await calls.load(later)).toMatchObject({ turn: 0, tutor: expected });
      await report(later, 'completed');
    }
  });

  it('reports the end of a call once, however often and in whatever order Twilio does', async () => {
    const callSid = newCallSid();
    await ask(callSid);
    const statuses = ['ringing', 'completed', 'in-progress', 'completed', 'failed', 'completed'];
    const codes = await Promise.all(statuses.map(async (status) => report(callSid, status, '42')));
    expect(new Set(codes)).toEqual(new Set([204]));
    await pause(10);
    const caller = (await calls.load(callSid))?.caller;
    expect(completed).toHaveLength(1);
    expect(completed[0]).toMatchObject({ callSid, caller, durationSeconds: 42 });
  });

  it.each([
    ['12', 12],
    ['0', 0],
    [undefined, null],
    ['soon', null],
    ['-1', null],
    ['99999999999999999999', null],
  ])('reads the duration %j as %j', async (text, durationSeconds) => {
    const callSid = newCallSid();
    expect(await report(callSid, 'completed', text)).toBe(204);
    expect(completed).toEqual([
      { callSid, caller: expect.any(String) as string, status: 'completed', durationSeconds },
    ]);
  });

  it.each(['queued', 'ringing', 'in-progress', 'initiated', 'a status of the future'])(
    'takes note of the status %j without ending the call',
    async (status) => {
      const callSid = newCallSid();
      expect(await report(callSid, status)).toBe(204);
      expect(completed).toEqual([]);
      expect(await ask(callSid)).toMatch(connected);
    },
  );

  it('writes no number into the log', async () => {
    const callSid = newCallSid();
    await ask(callSid);
    for (let i = 0; i < 4; i++) await ask(callSid);
    await report(callSid, 'completed', '1');
    expect(JSON.stringify(phone.log.lines)).not.toContain('788');
  });
});
