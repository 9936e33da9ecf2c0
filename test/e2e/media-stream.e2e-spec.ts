import { once } from 'node:events';
import { jest } from '@jest/globals';
import { WebSocket } from 'ws';
import { TestHouse } from '../support/server/test-house.js';
import {
  newSid,
  recordedCaller,
  signatureHeaders,
  voiceFields,
  WebhookClient,
  type SignatureKind,
} from '../support/twilio/index.js';

jest.setTimeout(60_000);

const path = '/webhook/media-stream';
const media = { event: 'media', media: { payload: 'f39/fw==' } };

describe('a media stream', () => {
  let house: TestHouse;

  beforeAll(async () => {
    house = await TestHouse.open({
      environment: { STREAM_START_TIMEOUT_MS: '1500', STREAM_IDLE_TIMEOUT_MS: '1500' },
    });
  });

  afterAll(async () => {
    await house.close();
  });

  function socket(where = path, signature: SignatureKind = 'valid'): WebSocket {
    const url = `${house.server.url.replace('http', 'ws')}${where}`;
    const signed = `${house.server.url.replace('http', 'ws')}${path}`;
    return new WebSocket(url, { headers: signatureHeaders(house.account, signed, {}, signature) });
  }

  async function open(): Promise<WebSocket> {
    const peer = socket();
    await once(peer, 'open');
    return peer;
  }

  /** The status that an upgrade is refused with. */
  async function refusal(peer: WebSocket): Promise<number> {
    peer.on('error', () => undefined);
    const [, response] = (await once(peer, 'unexpected-response')) as [
      unknown,
      { statusCode: number },
    ];
    return response.statusCode;
  }

  async function closeCode(peer: WebSocket): Promise<number> {
    const [code] = (await once(peer, 'close')) as [number];
    return code;
  }

  /** Rings, as Twilio does, and gives the token of the answer. */
  async function ring(callSid: string): Promise<string> {
    const { account, server } = house;
    const call = {
      accountSid: account.accountSid,
      callSid,
      from: '+250788000111',
      to: '+14155550100',
    };
    const origins = { publicBaseUrl: server.url, target: server.url };
    const url = `${server.url}/webhook/call`;
    const fields = voiceFields(call, 'ringing');
    const { body } = await new WebhookClient(account, origins).send({
      url,
      method: 'POST',
      fields,
    });
    const token = /name="token" value="([^"]+)"/.exec(body)?.[1];
    if (token === undefined) throw new Error(`There is no token in ${body}`);
    return token;
  }

  function startMessage(callSid: string, token: string | null, mediaFormat: object = {}): string {
    const streamSid = newSid('MZ');
    return JSON.stringify({
      event: 'start',
      sequenceNumber: '1',
      streamSid,
      start: {
        streamSid,
        accountSid: house.account.accountSid,
        callSid,
        tracks: ['inbound'],
        customParameters: token === null ? {} : { token },
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1, ...mediaFormat },
      },
    });
  }

  /** A stream whose call has begun: the greeting arrives. */
  async function live(): Promise<WebSocket> {
    const callSid = newSid('CA');
    const token = await ring(callSid);
    const peer = await open();
    peer.send(startMessage(callSid, token));
    await once(peer, 'message');
    return peer;
  }

  describe('is refused before it is opened', () => {
    it.each(['wrong', 'missing'] as const)('with 403 when the signature is %s', async (kind) => {
      expect(await refusal(socket(path, kind))).toBe(403);
    });

    it('with 403 when it brings a query, which Twilio never does', async () => {
      expect(await refusal(socket(`${path}?token=x`))).toBe(403);
    });

    it('with 404 at another path', async () => {
      expect(await refusal(socket('/webhook/other'))).toBe(404);
    });

    it('but not when Twilio signed the address with a slash', async () => {
      const peer = socket(path, 'trailing-slash');
      await once(peer, 'open');
      peer.close();
      expect(await closeCode(peer)).toBe(1005);
    });
  });

  describe('is closed', () => {
    it.each([
      ['1007 for a frame that is not JSON', 1007, '{"event":'],
      [
        '1007 for a payload that is not base64',
        1007,
        '{"event":"media","media":{"payload":"%%%%"}}',
      ],
      ['1003 for a binary frame', 1003, Buffer.from([1, 2, 3])],
      ['1009 for a frame over 64 KiB', 1009, 'x'.repeat(70_000)],
      ['1002 for media before start', 1002, JSON.stringify(media)],
      ['1002 for a key before start', 1002, '{"event":"dtmf","dtmf":{"digit":"1"}}'],
    ])('with %s', async (_, code, frame) => {
      const peer = await open();
      peer.send(frame);
      expect(await closeCode(peer)).toBe(code);
    });

    it.each([
      ['no token', null],
      ['a wrong token', 'x'.repeat(43)],
      ['an endless token', 'x'.repeat(20_000)],
    ])('with 1008 for %s', async (_, token) => {
      const peer = await open();
      peer.send(startMessage(newSid('CA'), token));
      expect(await closeCode(peer)).toBe(1008);
    });

    it('with 1008 for the token of another call', async () => {
      const token = await ring(newSid('CA'));
      const peer = await open();
      peer.send(startMessage(newSid('CA'), token));
      expect(await closeCode(peer)).toBe(1008);
    });

    it('with 1008 for a token that was used before, and the first stream goes on', async () => {
      const callSid = newSid('CA');
      const token = await ring(callSid);
      const first = await open();
      first.send(startMessage(callSid, token));
      await once(first, 'message');
      const replay = await open();
      replay.send(startMessage(callSid, token));
      expect(await closeCode(replay)).toBe(1008);
      expect(first.readyState).toBe(WebSocket.OPEN);
      first.close();
    });

    it('with 1003 for a format that is not the telephone’s', async () => {
      const callSid = newSid('CA');
      const peer = await open();
      peer.send(startMessage(callSid, await ring(callSid), { sampleRate: 16_000 }));
      expect(await closeCode(peer)).toBe(1003);
    });

    it('with 1002 for a second start', async () => {
      const peer = await live();
      peer.send(startMessage(newSid('CA'), 'x'));
      expect(await closeCode(peer)).toBe(1002);
    });

    it('with 1007 when a live stream sends what is not base64', async () => {
      const peer = await live();
      peer.send('{"event":"media","media":{"payload":"a"}}');
      expect(await closeCode(peer)).toBe(1007);
    });

    it('with 1008 when no start comes', async () => {
      expect(await closeCode(await open())).toBe(1008);
    });

    it('with 1001 when a live stream brings no more audio', async () => {
      expect(await closeCode(await live())).toBe(1001);
    });
  });

  it('lets events pass that it does not know, before and after the start', async () => {
    const callSid = newSid('CA');
    const token = await ring(callSid);
    const peer = await open();
    peer.send('{"event":"weather","sunny":true}');
    peer.send(startMessage(callSid, token));
    peer.send('{"event":"weather","sunny":true}');
    const [data] = (await once(peer, 'message')) as [Buffer];
    expect(JSON.parse(data.toString())).toMatchObject({ event: 'media' });
    peer.close();
  });

  it('is not disturbed by what happens on others', async () => {
    const say = house.recording('maths-please');
    const call = house.twilio.placeCall({
      from: '+250788000222',
      to: '+14155550100',
      caller: recordedCaller([{ say }], { lingerMs: 0 }),
    });
    const hostile = Array.from({ length: 30 }, async (_, n) => {
      const peer = n % 3 === 0 ? await live() : await open();
      peer.on('error', () => undefined);
      peer.send(n % 2 === 0 ? Buffer.alloc(60_000) : '{"event":"media","media":{"payload":"!"}}');
      return closeCode(peer);
    });
    const codes = await Promise.all(hostile);
    expect(codes.every((code) => code === 1003 || code === 1007)).toBe(true);
    const report = await call.finished;
    expect(report.problems).toEqual([]);
    expect(report.turns[0]?.replyHeardMs).not.toBeNull();
  });

  it('writes nothing of a hostile peer’s frames into the log', async () => {
    const written = await house.written();
    expect(written).toContain('media stream closed');
    expect(written).not.toContain('%%%%');
    expect(written).not.toContain('xxxxxxxxxxxxxxxx');
  });
});
