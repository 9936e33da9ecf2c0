import twilio from 'twilio';

import { TwilioFailure, TwilioSimulator } from './index.js';
import { type ScriptedServer } from './testing/scripted-server.js';
import { account, numbers, startServer } from './testing/test-calls.js';

describe('the simulated Twilio', () => {
  let server: ScriptedServer;

  afterEach(async () => {
    await server.close();
  });

  it('delivers a text message and reads the replies', async () => {
    const started = await startServer({
      answer: () => '<Response><Message>Hello</Message><Message>World</Message></Response>',
    });
    server = started.server;
    const answer = await started.twilio.sendText({ ...numbers, body: 'Hi & hello' });
    expect(answer).toEqual({ status: 200, replies: ['Hello', 'World'], notices: [] });
    const [request] = server.requests;
    const signature = String(request?.headers['x-twilio-signature']);
    const url = `${server.origin}/webhook/sms`;
    const fields = request?.fields ?? {};
    expect(twilio.validateRequest(account.authToken, signature, url, fields)).toBe(true);
    expect(request).toMatchObject({
      path: '/webhook/sms',
      fields: { Body: 'Hi & hello', NumMedia: '0', NumSegments: '1', From: numbers.from },
    });
  });

  it('says when a text message could not be delivered', async () => {
    const started = await startServer();
    server = started.server;
    await server.close();
    const sent = started.twilio.sendText({ ...numbers, body: 'Hello' });
    await expect(sent).rejects.toThrow(TwilioFailure);
  });

  it('signs with the public origin and connects to where the server really listens', async () => {
    const started = await startServer({
      answer: ({ path }) =>
        path === '/webhook/call'
          ? '<Response><Connect><Stream url="wss://voice.example/webhook/media-stream"/></Connect></Response>'
          : '',
    });
    server = started.server;
    const publicBaseUrl = 'https://voice.example';
    const simulator = new TwilioSimulator({ ...account, publicBaseUrl, target: server.origin });
    const call = simulator.placeCall({ ...numbers, caller: async (phone) => phone.wait(200) });
    const report = await call.finished;
    const [upgrade] = server.upgrades;
    const signature = String(upgrade?.headers['x-twilio-signature']);
    const url = 'wss://voice.example/webhook/media-stream';
    expect(twilio.validateRequest(account.authToken, signature, url, {})).toBe(true);
    expect(upgrade?.headers.host).toBe('voice.example');
    expect(report.problems).toEqual([]);
  });
});
