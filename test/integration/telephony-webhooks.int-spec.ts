import fc from 'fast-check';
import {
  authToken,
  newCallSid,
  sign,
  startTelephony,
  type TelephonyApp,
} from '../../src/telephony/testing/telephony-app.js';
import { createTestStores, type TestStores } from '../support/stores.js';

const callPath = '/webhook/call';
const statusPath = '/webhook/status';

describe('the edge of the voice webhooks', () => {
  let stores: TestStores;
  let phone: TelephonyApp;

  beforeAll(async () => {
    stores = await createTestStores();
    phone = await startTelephony(stores.redisUrl);
  });
  afterAll(async () => {
    await phone.close();
    await stores.close();
  });

  const voiceForm = (): Record<string, string> => ({
    CallSid: newCallSid(),
    AccountSid: `AC${'0'.repeat(32)}`,
    From: '+250788000001',
    To: '+250788000000',
    CallStatus: 'ringing',
    FromCity: 'Kigali & Huye',
    SomethingNew: 'Twilio adds fields without notice',
  });

  it('answers a signed call with TwiML, whatever fields Twilio has added', async () => {
    const response = await phone.post(callPath, voiceForm());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(await response.text()).toContain('<Connect>');
  });

  it('accepts a signature over a field that is given twice', async () => {
    const response = await phone.post(callPath, { ...voiceForm(), Extra: ['b', 'a', 'b'] });
    expect(response.status).toBe(200);
  });

  it('accepts a signature that covers a query', async () => {
    expect((await phone.post(`${callPath}?a=1&b=%20`, voiceForm())).status).toBe(200);
  });

  describe('turns away with 403', () => {
    const form = voiceForm();
    it.each([
      ['another token', sign(callPath, form, 'another-token')],
      ['another path', sign(statusPath, form)],
      ['another origin', sign(callPath, form, authToken, 'https://elsewhere.example')],
      ['plain http', sign(callPath, form, authToken, 'http://tutor.example')],
      ['other fields', sign(callPath, { ...form, From: '+250788000002' })],
      ['one field more', sign(callPath, { ...form, Extra: '1' })],
      ['nothing', ''],
      ['garbage', 'AAAA'],
    ])('a signature over %s', async (_name, signature) => {
      const response = await phone.post(callPath, form, signature);
      expect(response.status).toBe(403);
      expect(await response.text()).toContain('TWILIO_AUTH_TOKEN');
      expect(await phone.redis.exists(`bakame:call:${form['CallSid'] ?? ''}`)).toBe(0);
    });

    it('a request without the header', async () => {
      const body = new URLSearchParams(voiceForm());
      expect((await fetch(phone.url + callPath, { method: 'POST', body })).status).toBe(403);
    });

    it('a status callback that is not signed', async () => {
      expect((await phone.post(statusPath, voiceForm(), 'no')).status).toBe(403);
    });

    it('any signature but the right one', async () => {
      await fc.assert(
        fc.asyncProperty(fc.stringMatching(/^[\x21-\x7e]{1,60}$/), async (signature) => {
          expect((await phone.post(callPath, form, signature)).status).toBe(403);
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('says what is wrong with the form', () => {
    it.each([
      ['no CallSid', { From: '+250788000001' }],
      ['an empty CallSid', { CallSid: '' }],
      ['a CallSid of another kind', { CallSid: `MZ${'0'.repeat(32)}` }],
      ['a CallSid with a tail', { CallSid: `CA${'0'.repeat(32)}\n` }],
      ['two CallSids', { CallSid: [newCallSid(), newCallSid()] }],
      ['two callers', { CallSid: newCallSid(), From: ['+250788000001', '+250788000002'] }],
      ['no field that we know', { Body: 'hello' }],
    ])('400 for %s, without repeating a value', async (_name, form) => {
      const response = await phone.post(callPath, form);
      const text = await response.text();
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toContain('application/json');
      expect(text).not.toContain('+250788');
    });

    it('400 for a status callback without a status', async () => {
      const response = await phone.post(statusPath, { CallSid: newCallSid() });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('CallStatus');
    });
  });

  const raw = async (body: string, type: string, path = callPath): Promise<Response> =>
    fetch(phone.url + path, {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'x-twilio-signature': sign(path, {}) },
    });

  it.each([
    ['JSON', JSON.stringify({ CallSid: newCallSid() }), 'application/json'],
    ['malformed JSON', '{"CallSid', 'application/json'],
    ['plain text', 'CallSid=CA', 'text/plain'],
    ['a form with a file', '--x--', 'multipart/form-data; boundary=x'],
    ['a megabyte of JSON', `"${'x'.repeat(1 << 20)}"`, 'application/json'],
  ])('refuses %s with 415', async (_name, body, type) => {
    expect((await raw(body, type)).status).toBe(415);
    expect((await raw(body, type, statusPath)).status).toBe(415);
  });

  it('refuses a form of a megabyte with 413 and goes on answering', async () => {
    const big = `CallSid=${'x'.repeat(1 << 20)}`;
    expect((await raw(big, 'application/x-www-form-urlencoded')).status).toBe(413);
    expect((await phone.post(callPath, voiceForm())).status).toBe(200);
  });

  it.each(['', '%', '%zz=1', '=&&=&', 'a[b]=1&__proto__[x]=1', '\u0000'])(
    'does not stumble over the malformed body %j',
    async (body) => {
      const { status } = await raw(body, 'application/x-www-form-urlencoded');
      expect([400, 403]).toContain(status);
    },
  );

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('answers %s with 405', async (method) => {
    for (const path of [callPath, statusPath]) {
      const response = await fetch(phone.url + path, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('POST');
    }
  });

  it('answers within 100 ms', async () => {
    await phone.post(callPath, voiceForm());
    const startedAt = performance.now();
    for (let i = 0; i < 10; i++) await phone.post(callPath, voiceForm());
    expect((performance.now() - startedAt) / 10).toBeLessThan(100);
  });

  it('takes every request for Twilio’s while no auth token is set, and says so at the start', async () => {
    const open = await startTelephony(stores.redisUrl, { TWILIO_AUTH_TOKEN: '' });
    try {
      expect((await open.post(callPath, voiceForm(), '')).status).toBe(200);
      expect(open.log.messages('warn').join()).toContain('TWILIO_AUTH_TOKEN');
    } finally {
      await open.close();
    }
  });
});
