import twilio from 'twilio';

import { tone } from '../../audio/index.js';
import type { CallOptions, CallReport } from '../index.js';
import type { ScriptedServer, ServerScript } from '../testing/scripted-server.js';
import type { ServerStream, StreamMessage } from '../testing/server-stream.js';
import { account, numbers, startServer, word } from '../testing/test-calls.js';

describe('the media stream of a call', () => {
  let server: ScriptedServer;

  afterEach(async () => {
    await server.close();
  });

  /** Lets a caller stay on the line while the server does its part, then hang up. */
  async function call(
    play: (stream: ServerStream) => Promise<void>,
    options: Partial<CallOptions> = {},
    script: Partial<ServerScript> = {},
  ): Promise<{ report: CallReport; stream: ServerStream }> {
    const { promise: played, resolve } = Promise.withResolvers<undefined>();
    const onStream = (stream: ServerStream) => {
      void stream
        .next('start')
        .then(async () => play(stream))
        .then(() => {
          resolve(undefined);
        });
    };
    const started = await startServer({ onStream, ...script });
    server = started.server;
    const placed = started.twilio.placeCall({ ...numbers, caller: async () => played, ...options });
    const report = await placed.finished;
    const [stream] = server.streams;
    if (!stream) throw new Error('no stream was opened');
    await stream.closed;
    return { report, stream };
  }

  function media(message: StreamMessage): Record<string, string> {
    return message.body['media'] as Record<string, string>;
  }

  it('signs the upgrade over the ws form of the URL, without its query', async () => {
    const answer: ServerScript['answer'] = (_request, origin) => {
      const url = `${origin.replace('http', 'ws')}/webhook/media-stream?secret=1`;
      return `<Response><Connect><Stream url="${url}"/></Connect></Response>`;
    };
    await call(async () => Promise.resolve(), {}, { answer });
    const [upgrade] = server.upgrades;
    const signature = String(upgrade?.headers['x-twilio-signature']);
    expect(upgrade?.path).toBe('/webhook/media-stream');
    expect(twilio.validateRequest(account.authToken, signature, server.streamUrl, {})).toBe(true);
  });

  it('can sign the URL with a trailing slash, wrongly or not at all', async () => {
    const signatures: (string | undefined)[] = [];
    for (const streamSignature of ['trailing-slash', 'wrong', 'missing'] as const) {
      if (signatures.length > 0) await server.close();
      await call(async () => Promise.resolve(), { faults: { streamSignature } });
      const header = server.upgrades[0]?.headers['x-twilio-signature'];
      const url = `${server.streamUrl}/`;
      signatures.push(
        header && String(twilio.validateRequest(account.authToken, String(header), url, {})),
      );
    }
    expect(signatures).toEqual(['true', 'false', undefined]);
  });

  it('begins with connected and start, and ends with stop and close 1000', async () => {
    const { stream, report } = await call(async (opened) => {
      await opened.next('media', 5);
    });
    const events = stream.messages.map(({ event }) => event);
    const [connected, start] = stream.messages.map(({ body }) => body);
    const streamSid = start?.['streamSid'];
    expect(connected).toEqual({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    expect(start).toEqual({
      event: 'start',
      sequenceNumber: '1',
      streamSid: expect.stringMatching(/^MZ[0-9a-f]{32}$/) as string,
      start: {
        streamSid,
        accountSid: account.accountSid,
        callSid: report.callSid,
        tracks: ['inbound'],
        customParameters: { token: 't1' },
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      },
    });
    expect(events.at(-1)).toBe('stop');
    expect(stream.of('stop')[0]?.body['stop']).toEqual({
      accountSid: account.accountSid,
      callSid: report.callSid,
    });
    await expect(stream.closed).resolves.toBe(1000);
    expect(report.problems).toEqual([]);
  });

  it('sends 20 ms of audio with string counters, silence while nobody talks', async () => {
    const { stream } = await call(async (opened) => {
      await opened.next('media', 3);
    });
    const [first, second] = stream.of('media');
    expect(first?.body).toEqual({
      event: 'media',
      sequenceNumber: '2',
      streamSid: stream.of('start')[0]?.body['streamSid'],
      media: {
        track: 'inbound',
        chunk: '1',
        timestamp: '0',
        payload: Buffer.alloc(160, 0xff).toString('base64'),
      },
    });
    expect(second && media(second)).toMatchObject({ chunk: '2', timestamp: '20' });
  });

  it('keeps 50 frames a second without drift', async () => {
    const { report, stream } = await call(async (opened) => {
      await opened.next('media', 100);
    });
    const frames = stream.of('media');
    const tookMs = (frames[99]?.atMs ?? 0) - (frames[0]?.atMs ?? 0);
    expect(Math.abs(tookMs - 99 * 20)).toBeLessThanOrEqual(20 + report.lateness.worstMs);
  });

  it('carries what the caller says byte for byte', async () => {
    const { stream } = await call(
      async (opened) => {
        await opened.closed;
      },
      {
        caller: async (phone) => {
          await phone.say(word);
        },
      },
    );
    const payloads = stream.of('media').map((message) => media(message)['payload'] ?? '');
    const sent = Buffer.concat(payloads.map((payload) => Buffer.from(payload, 'base64')));
    const loud = sent.findIndex((byte) => byte !== 0xff);
    const spoken = word.audio.subarray(
      word.audio.findIndex((byte) => byte !== 0xff),
      5_500,
    );
    expect(sent.subarray(loud, loud + spoken.length).equals(spoken)).toBe(true);
  });

  it('sends keys with the track Twilio gives them', async () => {
    const { stream } = await call(
      async (opened) => {
        await opened.next('media', 2);
      },
      {
        caller: async (phone) => {
          await phone.wait(200);
          await phone.press('1#');
        },
      },
    );
    expect(stream.of('dtmf').map(({ body }) => body['dtmf'])).toEqual([
      { track: 'inbound_track', digit: '1' },
      { track: 'inbound_track', digit: '#' },
    ]);
  });

  it('returns a mark when the audio before it has been heard', async () => {
    let waitedMs = 0;
    const { report } = await call(async (stream) => {
      const sentMs = performance.now();
      stream.play(tone(200));
      stream.play(tone(200));
      stream.mark('end');
      waitedMs = (await stream.next('mark')).atMs - sentMs;
    });
    expect(waitedMs).toBeGreaterThanOrEqual(395);
    expect(waitedMs).toBeLessThan(480 + report.lateness.worstMs);
  });

  it('returns all marks at once on clear and plays nothing more', async () => {
    let waitedMs = 0;
    const { report, stream } = await call(async (opened) => {
      for (const name of ['one', 'two']) {
        opened.play(tone(2_000));
        opened.mark(name);
      }
      await opened.next('media', 20);
      const clearedMs = performance.now();
      opened.clear();
      waitedMs = (await opened.next('mark', 2)).atMs - clearedMs;
      await opened.next('media', 40);
    });
    expect(waitedMs).toBeLessThan(50 + report.lateness.worstMs);
    expect(stream.of('mark').map(({ body }) => body['mark'])).toEqual([
      { name: 'one' },
      { name: 'two' },
    ]);
    const [played, ...more] = report.timeline.filter(({ type }) => type === 'clear');
    expect(more).toEqual([]);
    expect(played).toMatchObject({ type: 'clear', marks: ['one', 'two'] });
    expect(report.audioHeardBetween((played?.atMs ?? 0) + 40, Infinity)).toEqual(
      Buffer.from(report.tutorAudio.map(() => 0xff)).subarray(
        Math.round(((played?.atMs ?? 0) + 40) * 8),
      ),
    );
    expect(report.longestQueueMs).toBeGreaterThan(3_500);
  });

  it('warns of every binary frame (31950) and once of invalid messages (31951)', async () => {
    const { report } = await call(async (stream) => {
      stream.sendRaw(new Uint8Array([1, 2, 3]));
      stream.sendRaw('{');
      stream.send('media', { media: { payload: 'not base64!' } });
      stream.send('sing', {});
      stream.send('clear', {}, 'MZ-of-another-stream');
      stream.mark('still obeyed');
      await stream.next('mark');
    });
    expect(report.problems.map(({ level, code }) => [level, code])).toEqual([
      ['warning', 31950],
      ['warning', 31951],
    ]);
  });

  it('sends odd payloads, holes and bursts on a bad line, and a second start', async () => {
    const { stream } = await call(
      async (opened) => {
        await opened.next('media', 20);
      },
      {
        faults: {
          payloadBytes: [100, 260],
          losesChunk: (chunk) => chunk === 3,
          jitter: { everyFrames: 4, heldFrames: 4 },
          secondStart: true,
        },
      },
    );
    const frames = stream.of('media');
    const sizes = frames.map((message) => Buffer.from(media(message)['payload'] ?? '', 'base64'));
    expect(sizes.slice(0, 4).map(({ length }) => length)).toEqual([100, 260, 260, 100]);
    expect(frames.slice(0, 3).map((message) => media(message)['chunk'])).toEqual(['1', '2', '4']);
    expect(stream.of('start').length).toBe(2);
    const pausesMs = frames.slice(1).map(({ atMs }, index) => atMs - (frames[index]?.atMs ?? 0));
    expect(Math.max(...pausesMs)).toBeGreaterThan(60);
  });

  it('opens a second socket with the same token and says how it ended', async () => {
    const { report } = await call(
      async (stream) => {
        if (stream === server.streams[0]) await stream.closed;
        else stream.close(1008);
      },
      { faults: { duplicateSocket: true } },
    );
    expect(report.timeline).toContainEqual(
      expect.objectContaining({ type: 'duplicate-closed', code: 1008 }),
    );
    expect(report).toMatchObject({ closeCode: 1000, problems: [] });
  });

  it('plays to nobody after the caller hung up in the middle of a reply', async () => {
    const { report, stream } = await call(
      async (opened) => {
        opened.play(tone(3_000));
        await opened.closed;
      },
      { caller: async (phone) => phone.untilTutorHasSpoken(300) },
    );
    expect(stream.messages.at(-1)?.event).toBe('stop');
    expect(report).toMatchObject({ endedBy: 'caller', closeCode: 1000 });
    expect(report.durationMs).toBeLessThan(1_500);
  });
});
