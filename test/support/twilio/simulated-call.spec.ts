import twilio from 'twilio';

import { audibleStretches, tone } from '../audio/index.js';
import {
  type CallerScript,
  CallerTimeoutError,
  type CallOptions,
  type CallReport,
  recordedCaller,
} from './index.js';
import type { ReceivedRequest, ScriptedServer, ServerScript } from './testing/scripted-server.js';
import { account, connectTwiml, numbers, startServer, word } from './testing/test-calls.js';

const hangUp = '<Response><Hangup/></Response>';

const stayOnTheLine: CallerScript = async (phone) => phone.wait(10_000);

/** Another length for each call, from 300 to 600 ms. */
function toneMsOf({ callSid }: { readonly callSid: string }): number {
  return 300 + 20 * (parseInt(callSid.slice(-4), 16) % 16);
}

describe('a simulated call', () => {
  let server: ScriptedServer;

  afterEach(async () => {
    await server.close();
  });

  async function call(
    script: Partial<ServerScript>,
    options: Partial<CallOptions> = {},
  ): Promise<CallReport> {
    const started = await startServer(script);
    server = started.server;
    const { finished } = started.twilio.placeCall({
      ...numbers,
      caller: stayOnTheLine,
      ...options,
    });
    return finished;
  }

  /** Answers the voice webhook with these documents, one after the other. */
  function documents(...xml: readonly string[]): ServerScript['answer'] {
    let next = 0;
    return ({ path }) => (path === '/webhook/status' ? '' : (xml[next++] ?? hangUp));
  }

  function expectSigned(request: ReceivedRequest | undefined): void {
    const signature = String(request?.headers['x-twilio-signature']);
    const url = `${server.origin}${request?.path}`;
    const fields = request?.fields ?? {};
    expect(twilio.validateRequest(account.authToken, signature, url, fields)).toBe(true);
  }

  it('asks the voice webhook as Twilio does, and tells the status webhook how it ended', async () => {
    const report = await call({ answer: documents(hangUp) });
    const [voice] = server.requestsTo('/webhook/call');
    const [status, ...more] = server.requestsTo('/webhook/status');
    expectSigned(voice);
    expectSigned(status);
    expect(voice?.fields).toMatchObject({
      AccountSid: account.accountSid,
      ApiVersion: '2010-04-01',
      CallSid: expect.stringMatching(/^CA[0-9a-f]{32}$/) as string,
      CallStatus: 'ringing',
      Direction: 'inbound',
      From: numbers.from,
      To: numbers.to,
      Caller: numbers.from,
      Called: numbers.to,
      FromCountry: 'RW',
      ToCity: '',
    });
    expect(status?.fields).toMatchObject({
      CallSid: report.callSid,
      CallStatus: 'completed',
      CallDuration: '1',
      Duration: '1',
      SequenceNumber: '0',
      CallbackSource: 'call-progress-events',
      Timestamp: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000$/) as string,
    });
    expect(more).toEqual([]);
    expect(report).toMatchObject({ outcome: 'completed', endedBy: 'tutor', problems: [] });
  });

  it('sends status callbacks twice and out of order, numbered by when they happened', async () => {
    await call(
      { answer: documents(hangUp) },
      { statusCallbacks: ['completed', 'in-progress', 'completed'] },
    );
    const sent = server.requestsTo('/webhook/status').map(({ fields }) => fields);
    expect(sent.map(({ CallStatus, SequenceNumber }) => [CallStatus, SequenceNumber])).toEqual([
      ['completed', '1'],
      ['in-progress', '0'],
      ['completed', '1'],
    ]);
    expect(sent.map(({ CallDuration }) => CallDuration)).toEqual(['1', undefined, '1']);
  });

  it('goes from verb to verb: says, pauses, redirects with GET, and hangs up', async () => {
    const report = await call({
      answer: documents(
        '<Response><Say>One</Say><Pause length="1"/><Redirect method="GET">/again?n=2</Redirect><Say>Never</Say></Response>',
        '<Response><Say>Two</Say><Hangup/><Say>Never</Say></Response>',
      ),
    });
    expect(report.said).toEqual(['One', 'Two']);
    expect(report.durationMs).toBeGreaterThanOrEqual(1_000);
    const again = server.requests[1];
    expect(again).toMatchObject({ method: 'GET', fields: { n: '2', CallStatus: 'in-progress' } });
    expect(report.documents.length).toBe(2);
  });

  it.each([
    ['busy', '<Response><Reject reason="busy"/></Response>'],
    ['no-answer', '<Response><Reject/></Response>'],
  ])('ends as %s when the server rejects it', async (outcome, xml) => {
    const report = await call({ answer: documents(xml) });
    expect(report.outcome).toBe(outcome);
    expect(server.requestsTo('/webhook/status')[0]?.fields['CallStatus']).toBe(outcome);
  });

  it('collects keys and sends them on, and falls through when none is pressed', async () => {
    const gather = '<Gather numDigits="2" timeout="1" action="/keys"><Say>Press</Say></Gather>';
    const xml = `<Response>${gather}<Redirect>/none</Redirect></Response>`;
    const caller: CallerScript = async (phone) => {
      await phone.wait(300);
      await phone.press('42');
      await stayOnTheLine(phone);
    };
    await call({ answer: documents(xml) }, { caller });
    expect(server.requests[1]).toMatchObject({ path: '/keys', fields: { Digits: '42' } });
    await server.close();
    await call({ answer: documents(xml) });
    expect(server.requests[1]).toMatchObject({ path: '/none' });
  });

  it('goes on with the next verb when the server closes the stream', async () => {
    let voiceRequests = 0;
    const report = await call({
      answer: ({ path }, origin) => {
        if (path !== '/webhook/call') return '';
        return voiceRequests++ === 0
          ? connectTwiml(origin, '<Redirect>/webhook/call</Redirect>')
          : hangUp;
      },
      onStream: (stream) =>
        void stream.next('media', 3).then(() => {
          stream.close();
        }),
    });
    expect(voiceRequests).toBe(2);
    expect(server.requestsTo('/webhook/call')[1]?.fields['CallStatus']).toBe('in-progress');
    expect(report.notices.map(({ code }) => code)).toEqual([31921]);
    expect(report).toMatchObject({ endedBy: 'tutor', closeCode: 1000, problems: [] });
  });

  it('asks <Connect action> when the stream is over', async () => {
    await call({
      answer: ({ path }, origin) => {
        if (path.startsWith('/over')) return hangUp;
        return connectTwiml(origin).replace('<Connect>', '<Connect action="/over" method="GET">');
      },
      onStream: (stream) =>
        void stream.next('media').then(() => {
          stream.close();
        }),
    });
    expect(server.requestsTo('/over').map(({ method }) => method)).toEqual(['GET']);
  });

  it('executes nothing more when the caller hangs up', async () => {
    const report = await call(
      { answer: (_request, origin) => connectTwiml(origin, '<Redirect>/webhook/call</Redirect>') },
      { caller: async (phone) => phone.wait(200) },
    );
    expect(server.requestsTo('/webhook/call').length).toBe(1);
    expect(report).toMatchObject({ endedBy: 'caller', outcome: 'completed' });
  });

  it('comes back through the TwiML when the connection is cut without a stop', async () => {
    const answer: ServerScript['answer'] = ({ fields }, origin) =>
      connectTwiml(origin, fields['CallStatus'] === 'ringing' ? '<Redirect>/back</Redirect>' : '');
    const { server: started, twilio: simulator } = await startServer({ answer });
    server = started;
    const placed = simulator.placeCall({ ...numbers, caller: stayOnTheLine });
    while (server.streams.length === 0) await new Promise(setImmediate);
    const [first] = server.streams;
    await first?.next('media', 3);
    placed.cutConnection();
    while (server.streams.length === 1) await new Promise(setImmediate);
    await server.streams[1]?.next('media', 3);
    placed.hangUp();
    const report = await placed.finished;
    expect(first?.of('stop')).toEqual([]);
    await expect(first?.closed).resolves.toBe(1006);
    expect(report.timeline.filter(({ type }) => type === 'stream-closed')).toMatchObject([
      { by: 'network' },
      { by: 'call', code: 1000 },
    ]);
  });

  it('obeys a REST update: stops the stream, then executes the new TwiML', async () => {
    const { server: started, twilio: simulator } = await startServer();
    server = started;
    const placed = simulator.placeCall({ ...numbers, caller: stayOnTheLine });
    while (server.streams.length === 0) await new Promise(setImmediate);
    await server.streams[0]?.next('media', 3);
    placed.update({ twiml: '<Response><Say>Goodbye</Say></Response>' });
    const report = await placed.finished;
    expect(server.streams[0]?.messages.at(-1)?.event).toBe('stop');
    expect(report).toMatchObject({ said: ['Goodbye'], endedBy: 'tutor' });
  });

  it.each([
    ['a refusal (11200)', { status: 403, body: 'no' }, 11200],
    ['a page that is no XML (12300)', { contentType: 'text/html', body: '<p>' }, 12300],
    ['broken XML (12100)', { body: '<Response>' }, 12100],
  ])('notes %s and ends', async (_what, answer, code) => {
    const report = await call({ answer: ({ path }) => (path === '/webhook/call' ? answer : '') });
    expect(report.problems.map((notice) => notice.code)).toEqual([code]);
    expect(report).toMatchObject({ outcome: 'completed', endedBy: 'tutor' });
  });

  it.each([
    ['refused upgrade', undefined, 403, 31920],
    ['plain ws to another host', 'ws://voice.example/stream', undefined, 31922],
    ['malformed url', 'wss://', undefined, 31923],
    ['closed port', 'ws://127.0.0.1:1/stream', undefined, 31902],
  ])('notes a stream with a %s and goes on', async (_what, url, refuseUpgradesWith, code) => {
    const report = await call({
      answer: ({ path }, origin) => {
        const xml = connectTwiml(origin, '<Say>Later</Say>');
        return path === '/webhook/call' ? xml.replace(/url="[^"]*"/, `url="${url ?? '/s'}"`) : '';
      },
      ...(refuseUpgradesWith !== undefined && { refuseUpgradesWith }),
    });
    expect(report.problems.map((notice) => notice.code)).toEqual([code]);
    expect(report.said).toEqual(['Later']);
  });

  it('fails loudly when the TwiML never comes to an end', async () => {
    const loop = '<Response><Redirect>/webhook/call</Redirect></Response>';
    await expect(call({ answer: () => loop })).rejects.toThrow('look for a <Redirect> loop');
  });

  it('fails with what the caller waited for, and still has a report', async () => {
    const { server: started, twilio: simulator } = await startServer();
    server = started;
    const caller = recordedCaller([{ say: word }], { patienceMs: 300 });
    const placed = simulator.placeCall({ ...numbers, caller });
    await expect(placed.finished).rejects.toThrow(CallerTimeoutError);
    expect(placed.report()).toMatchObject({ endedBy: 'caller', turns: [], firstHeardMs: null });
    expect(server.requestsTo('/webhook/status').length).toBe(1);
  });

  it('ends at its time limit whatever the caller wants', async () => {
    const report = await call({}, { timeLimitMs: 300 });
    expect(report.endedBy).toBe('limit');
  });

  it('carries many calls at once and mixes none up', async () => {
    const { server: started, twilio: simulator } = await startServer({
      onStream: (stream) => {
        void stream.next('start').then(({ body }) => {
          stream.play(tone(toneMsOf(body['start'] as { callSid: string })));
          stream.mark('end');
        });
      },
    });
    server = started;
    const caller: CallerScript = async (phone) => {
      await phone.untilTutorFinishes(200);
      await phone.say(word);
    };
    const calls = Array.from({ length: 30 }, () => simulator.placeCall({ ...numbers, caller }));
    const reports = await Promise.all(calls.map(async ({ finished }) => finished));
    for (const report of reports) {
      const [heard] = audibleStretches(report.tutorAudio);
      expect((heard?.endMs ?? 0) - (heard?.startMs ?? 0)).toBe(toneMsOf(report));
      expect(report).toMatchObject({ problems: [], turns: [{ label: 'word' }] });
    }
  });
});
