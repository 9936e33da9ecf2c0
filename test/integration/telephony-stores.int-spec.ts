import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { CallStates, StreamTokens } from '../../src/telephony/index.js';
import {
  newCallSid,
  startTelephony,
  type TelephonyApp,
} from '../../src/telephony/testing/telephony-app.js';
import { createTestStores, type TestStores } from '../support/stores.js';

let stores: TestStores;
let phone: TelephonyApp;

beforeAll(async () => {
  stores = await createTestStores();
  phone = await startTelephony(stores.redisUrl, { STREAM_TOKEN_TTL_SECONDS: '1' });
});
afterAll(async () => {
  await phone.close();
  await stores.close();
});

describe('stream tokens', () => {
  let tokens: StreamTokens;
  beforeAll(() => {
    tokens = phone.app.get(StreamTokens);
  });

  it('are good once', async () => {
    const callSid = newCallSid();
    const token = await tokens.issue(callSid);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await tokens.redeem(token, callSid)).toBe(true);
    expect(await tokens.redeem(token, callSid)).toBe(false);
  });

  it('are stored as a hash only', async () => {
    const token = await tokens.issue(newCallSid());
    const keys = await phone.redis.keys('*');
    expect(keys.filter((key) => key.startsWith('bakame:stream-token:'))).not.toHaveLength(0);
    expect(keys.join()).not.toContain(token);
  });

  it('are not good for another call, and are spent by the attempt', async () => {
    const callSid = newCallSid();
    const token = await tokens.issue(callSid);
    expect(await tokens.redeem(token, newCallSid())).toBe(false);
    expect(await tokens.redeem(token, callSid)).toBe(false);
  });

  it('run out', async () => {
    const callSid = newCallSid();
    const token = await tokens.issue(callSid);
    await pause(1100);
    expect(await tokens.redeem(token, callSid)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['a space', ' '],
    ['a key', 'bakame:stream-token:x'],
    ['a megabyte', 'x'.repeat(1 << 20)],
    ['a lone surrogate', '\ud800'],
    ['another language', 'ijambo ry’ibanga'],
  ])('are not forged by %s', async (_name, token) => {
    expect(await tokens.redeem(token, newCallSid())).toBe(false);
  });

  it('admit exactly one of many streams that show the same one at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 12 }), fc.nat(11), async (streams, stranger) => {
        const callSid = newCallSid();
        const token = await tokens.issue(callSid);
        const results = await Promise.all(
          Array.from({ length: streams }, async (_, i) =>
            tokens.redeem(token, i === stranger ? newCallSid() : callSid),
          ),
        );
        // A stranger who comes first spends the token; nobody else does it twice.
        expect(results.filter(Boolean)).toHaveLength(stranger === 0 ? 0 : 1);
      }),
      { numRuns: 40 },
    );
  });
});

describe('call states', () => {
  let calls: CallStates;
  beforeAll(() => {
    calls = phone.app.get(CallStates);
  });

  const caller = { pseudonym: 'caller_0123456789abcdef0123', number: '+250788123456' };
  const tutor = {
    module: 'english',
    lesson: { sentence: 4 },
    history: [{ role: 'caller' as const, text: 'I went to the market' }],
    openQuestion: null,
  };
  const progress = { turn: 5, tutor, bargeIns: { active: true, real: 2, falseAlarms: 1 } };
  const begin = async (): Promise<string> => {
    const callSid = newCallSid();
    await calls.create(callSid, caller);
    return callSid;
  };

  it('know nothing of a call that nobody announced', async () => {
    expect(await calls.load(newCallSid())).toBeNull();
    expect(await calls.numberOf(newCallSid())).toBeNull();
  });

  it('give back what the last turn saved', async () => {
    const callSid = await begin();
    expect(await calls.save({ callSid, caller: caller.pseudonym }, progress)).toBe(true);
    expect(await calls.load(callSid)).toMatchObject(progress);
  });

  it('show the barge-in flag and counters to whoever looks into Redis', async () => {
    const callSid = await begin();
    await calls.save({ callSid, caller: caller.pseudonym }, progress);
    expect(await phone.redis.hgetall(`bakame:call:${callSid}`)).toMatchObject({
      bargeInActive: '1',
      bargeInsReal: '2',
      bargeInsFalse: '1',
    });
  });

  it('forget the number while the call is still being saved', async () => {
    const callSid = await begin();
    expect(await calls.numberOf(callSid)).toBe(caller.number);
    await calls.forgetNumber(callSid);
    await calls.save({ callSid, caller: caller.pseudonym }, progress);
    expect(await calls.numberOf(callSid)).toBeNull();
    expect(JSON.stringify(await phone.redis.hgetall(`bakame:call:${callSid}`))).not.toContain(
      caller.number,
    );
  });

  it('keep the end of a call whatever is saved after it', async () => {
    const callSid = await begin();
    await calls.markEnded(callSid);
    await calls.save({ callSid, caller: caller.pseudonym }, progress);
    await calls.create(callSid, caller);
    expect(await calls.load(callSid)).toMatchObject({ ended: true, turn: 5 });
  });

  it('keep their own lesson when the webhook is repeated, whatever the learner does elsewhere', async () => {
    const callSid = await begin();
    await calls.save({ callSid, caller: caller.pseudonym }, progress);
    const elsewhere = { ...progress, tutor: { ...tutor, module: 'maths' } };
    await calls.save({ callSid: newCallSid(), caller: caller.pseudonym }, elsewhere);
    await calls.create(callSid, caller);
    expect(await calls.load(callSid)).toMatchObject(progress);
  });

  it('go on with the lesson of a learner whose pseudonym has changed with the key', async () => {
    const formerPseudonym = 'caller_of_the_key_before';
    await calls.save({ callSid: newCallSid(), caller: formerPseudonym }, progress);
    const callSid = newCallSid();
    await calls.create(callSid, {
      pseudonym: 'caller_of_the_key_now',
      formerPseudonym,
      number: null,
    });
    expect(await calls.load(callSid)).toMatchObject({ tutor, caller: 'caller_of_the_key_now' });
  });

  it('tell the first to close a call from all others', async () => {
    const callSid = await begin();
    const closed = await Promise.all(
      Array.from({ length: 5 }, async () => calls.close(callSid, caller.pseudonym)),
    );
    expect(closed.filter(Boolean)).toHaveLength(1);
  });

  it('cannot be saved over a key of another kind, and say so', async () => {
    const callSid = newCallSid();
    await phone.redis.set(`bakame:call:${callSid}`, 'text', 'EX', 5);
    expect(await calls.save({ callSid, caller: caller.pseudonym }, progress)).toBe(false);
    await expect(calls.create(callSid, caller)).rejects.toThrow('WRONGTYPE');
  });
});
