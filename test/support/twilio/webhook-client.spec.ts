import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

import twilio from 'twilio';

import { TwilioFailure } from './notice.js';
import { ScriptedServer, type ScriptedAnswer } from './testing/scripted-server.js';
import { WebhookClient } from './webhook-client.js';

const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a-token' };
const publicBaseUrl = 'https://voice.example';
const fields = { CallSid: `CA${'1'.repeat(32)}`, From: '+250788000001', Note: 'a & b = é' };

describe('asking a webhook', () => {
  let server: ScriptedServer;
  let answer: ScriptedAnswer;

  beforeEach(async () => {
    answer = { body: '<Response/>' };
    server = await ScriptedServer.start({ answer: () => answer });
  });

  afterEach(async () => {
    await server.close();
  });

  function client(deadlines?: { connectMs: number; answerMs: number }): WebhookClient {
    return new WebhookClient(account, { publicBaseUrl, target: server.origin }, deadlines);
  }

  it('posts a form whose signature over the public URL the vendor’s library accepts', async () => {
    const url = `${publicBaseUrl}/webhook/call?step=1`;
    const received = await client().send({ url, method: 'POST', fields });
    const [request] = server.requests;
    const signature = String(request?.headers['x-twilio-signature']);
    expect(received).toMatchObject({ status: 200, body: '<Response/>' });
    expect(request).toMatchObject({ method: 'POST', path: '/webhook/call?step=1', fields });
    expect(request?.headers).toMatchObject({
      host: 'voice.example',
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    });
    expect(twilio.validateRequest(account.authToken, signature, url, fields)).toBe(true);
  });

  it('signs the whole URL of a GET and no fields', async () => {
    await client().send({ url: `${publicBaseUrl}/webhook/call?a=1`, method: 'GET', fields });
    const [request] = server.requests;
    const url = `${publicBaseUrl}${request?.path}`;
    const signature = String(request?.headers['x-twilio-signature']);
    expect(request?.fields).toEqual({ a: '1', ...fields });
    expect(twilio.validateRequest(account.authToken, signature, url, {})).toBe(true);
  });

  it.each(['wrong', 'missing'] as const)('can send a %s signature', async (signature) => {
    const url = `${publicBaseUrl}/webhook/call`;
    await client().send({ url, method: 'POST', fields, signature });
    const sent = server.requests[0]?.headers['x-twilio-signature'];
    expect(sent === undefined).toBe(signature === 'missing');
    expect(twilio.validateRequest(account.authToken, String(sent), url, fields)).toBe(false);
  });

  async function failureOf(sender: WebhookClient): Promise<TwilioFailure> {
    const sent = sender.send({ url: `${publicBaseUrl}/webhook/call`, method: 'POST', fields });
    return sent.then(
      () => {
        throw new Error('the request was answered');
      },
      (error: unknown) => {
        expect(error).toBeInstanceOf(TwilioFailure);
        return error as TwilioFailure;
      },
    );
  }

  it('gives up with 11200 when the answer takes too long', async () => {
    answer = { body: '<Response/>', delayMs: 2_000 };
    const failure = await failureOf(client({ connectMs: 50, answerMs: 100 }));
    expect(failure.notice.code).toBe(11200);
  });

  it('refuses more than 64 kB with 11750, and takes 64 kB', async () => {
    answer = { body: 'x'.repeat(64 * 1024 + 1) };
    expect((await failureOf(client())).notice.code).toBe(11750);
    answer = { body: 'x'.repeat(64 * 1024) };
    const url = `${publicBaseUrl}/webhook/call`;
    expect((await client().send({ url, method: 'POST', fields })).body.length).toBe(64 * 1024);
  });

  it('gives up with 11200 when the server hangs up instead of answering', async () => {
    let connections = 0;
    const rude: Server = createServer((socket) => {
      connections++;
      socket.once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`;
    const failure = await failureOf(new WebhookClient(account, { publicBaseUrl, target }));
    expect(failure.notice.code).toBe(11200);
    expect(connections).toBe(1);
    await new Promise((resolve) => rude.close(resolve));
  });

  it('gives up with 11205 when nobody listens', async () => {
    const { origin } = server;
    await server.close();
    const failure = await failureOf(new WebhookClient(account, { publicBaseUrl, target: origin }));
    expect(failure.notice).toMatchObject({ level: 'error', code: 11205 });
    server = await ScriptedServer.start({ answer: () => answer });
  });

  it('ends with the abort of the call, not with a failure', async () => {
    answer = { body: '<Response/>', delayMs: 2_000 };
    const url = `${publicBaseUrl}/webhook/call`;
    const sent = client().send({ url, method: 'POST', fields }, AbortSignal.abort());
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  });
});
