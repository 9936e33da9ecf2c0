import twilio from 'twilio';
import {
  twilioAccountSid,
  twilioAuthToken,
  TwilioStandIn,
  type TwilioOptions,
} from './twilio-stand-in.js';
import { twilioFailures } from './failures.js';

/** The SDK has no option for its base URL: its HTTP client is given another one here. */
class LoopbackClient extends twilio.RequestClient {
  constructor(
    private readonly origin: string,
    options?: ConstructorParameters<typeof twilio.RequestClient>[0],
  ) {
    super(options);
  }

  override async request<T>(
    options: Parameters<typeof twilio.RequestClient.prototype.request<T>>[0],
  ): ReturnType<typeof twilio.RequestClient.prototype.request<T>> {
    const uri = options.uri.replace('https://api.twilio.com', this.origin);
    return super.request<T>({ ...options, uri });
  }
}

const callSid = `CA${'a'.repeat(32)}`;
const message = { to: '+250788000001', from: '+12025550100', body: 'Keep practising!' };

describe('the Twilio stand-in through the twilio SDK', () => {
  let standIn: TwilioStandIn;

  afterEach(async () => {
    await standIn.close();
  });

  async function start(options: TwilioOptions = {}, timeout = 5_000): Promise<twilio.Twilio> {
    standIn = await TwilioStandIn.start({ optedOut: ['+250788000009'], ...options });
    return sdk(twilioAuthToken, timeout);
  }

  function sdk(authToken: string, timeout = 5_000): twilio.Twilio {
    const httpClient = new LoopbackClient(standIn.url, { timeout });
    return twilio(twilioAccountSid, authToken, { httpClient });
  }

  it('queues a message and records its fields', async () => {
    const client = await start();
    const sent = await client.messages.create(message);
    expect(sent).toMatchObject({ status: 'queued', to: message.to, body: message.body });
    expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(standIn.requestsTo('messages')).toMatchObject([
      { body: { To: message.to, From: message.from, Body: message.body } },
    ]);
  });

  it.each([
    ['a bad number', { ...message, to: 'nobody' }, 21211],
    ['a recipient who said STOP', { ...message, to: '+250788000009' }, 21610],
    ['a body that is too long', { ...message, body: 'x'.repeat(1601) }, 21617],
    ['no body', { to: message.to, from: message.from }, 21602],
    ['no sender', { to: message.to, body: message.body }, 21603],
  ])('refuses %s', async (_name, fields, code) => {
    const client = await start();
    await expect(client.messages.create(fields)).rejects.toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
    expect(standIn.requests).toHaveLength(0);
  });

  it('tells what is to be done with a live call, and that it is over after a hang-up', async () => {
    const updates: string[] = [];
    const client = await start({
      onCallUpdate: (_sid, form) => updates.push(Object.keys(form).join()),
    });
    await client.calls(callSid).update({ twiml: '<Response><Say>Bye.</Say></Response>' });
    expect((await client.calls(callSid).fetch()).status).toBe('in-progress');
    await client.calls(callSid).update({ status: 'completed' });
    expect((await client.calls(callSid).fetch()).status).toBe('completed');
    expect(updates).toEqual(['Twiml', 'Status']);
    await expect(client.calls(callSid).update({ status: 'completed' })).rejects.toMatchObject({
      code: 21220,
    });
  });

  it('refuses what cannot be done with a call', async () => {
    const client = await start({
      callStatus: (sid) => (sid === callSid ? 'in-progress' : undefined),
    });
    const call = client.calls(callSid);
    const twiml = '<Response/>';
    await expect(call.update({ status: 'canceled' })).rejects.toMatchObject({ code: 21220 });
    await expect(call.update({ twiml, url: 'https://a.b' })).rejects.toMatchObject({ status: 400 });
    await expect(call.update({ twiml: 'x'.repeat(4001) })).rejects.toMatchObject({ code: 32018 });
    await expect(client.calls(`CA${'b'.repeat(32)}`).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  it('places a call', async () => {
    const client = await start();
    const { to, from } = message;
    const call = await client.calls.create({ to, from, url: 'https://example.org/voice' });
    expect(call).toMatchObject({ status: 'queued', to, direction: 'outbound-api' });
    await expect(client.calls.create({ to, from })).rejects.toMatchObject({ status: 400 });
  });

  it('checks credentials, and the account with them', async () => {
    const client = await start();
    expect((await client.api.v2010.accounts(twilioAccountSid).fetch()).status).toBe('active');
    await expect(sdk('wrong').api.v2010.accounts(twilioAccountSid).fetch()).rejects.toMatchObject({
      status: 401,
      code: 20003,
    });
    expect(standIn.refused).toHaveLength(1);
  });

  it('fails as planned: rate limit, a hang, a reset, a page of a proxy', async () => {
    const client = await start({}, 400);
    standIn.plan('messages', { failure: twilioFailures.tooManyRequests() });
    await expect(client.messages.create(message)).rejects.toMatchObject({ code: 20429 });
    standIn.plan('messages', { breaksOff: { at: 'headers', how: 'hang' } });
    await expect(client.messages.create(message)).rejects.toThrow(/timeout of 400ms/);
    standIn.plan('messages', { breaksOff: { at: 'headers', how: 'reset' } });
    await expect(client.messages.create(message)).rejects.toThrow(/ECONNRESET|socket hang up/);
    standIn.plan('messages', { failure: { status: 502, body: '<html>Bad Gateway</html>' } });
    await expect(client.messages.create(message)).rejects.toMatchObject({ status: 502 });
    await expect(client.messages.create(message)).resolves.toMatchObject({ status: 'queued' });
  });
});
