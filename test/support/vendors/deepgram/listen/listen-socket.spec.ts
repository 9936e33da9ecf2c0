import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { babble } from '../../audio/babble.js';
import { encodeMuLaw } from '../../audio/mu-law.js';
import { DeepgramStandIn } from '../deepgram-stand-in.js';
import { deepgramFailures } from '../failures.js';
import { type Ear, listenTo, sdkClient } from '../sdk-client.js';

const query = {
  model: 'nova-3',
  encoding: 'mulaw',
  sample_rate: '8000',
  interim_results: 'true',
  endpointing: '300',
  utterance_end_ms: '1000',
  vad_events: 'true',
  reconnectAttempts: 0,
} as const;

const speech = encodeMuLaw(babble('aeiouaeiouaeiouaeiou', 8_000));
const silence = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(0xff);

let standIn: DeepgramStandIn;

beforeEach(async () => {
  standIn = await DeepgramStandIn.start({
    apiKey: 'dg-test',
    listen: { texts: ['What is five plus two?', 'Seven.'] },
  });
});

afterEach(async () => {
  await standIn.close();
});

type Socket = Awaited<ReturnType<ReturnType<typeof sdkClient>['listen']['v1']['connect']>>;

async function open(overrides: object = {}): Promise<[Socket, Ear]> {
  const socket = await sdkClient(standIn.url).listen.v1.connect({ ...query, ...overrides });
  return [socket, await listenTo(socket)];
}

function transcript(message: Readonly<Record<string, unknown>> | undefined): unknown {
  return JSON.parse(JSON.stringify(message?.['channel'] ?? null), (key, value: unknown) =>
    key === 'words' ? undefined : value,
  );
}

const saying = (text: string): object => ({ alternatives: [{ transcript: text }] });

describe('recognition by the Deepgram stand-in through the SDK', () => {
  it('hears interim words, then the final ones with speech_final, then the end of the utterance', async () => {
    const [socket, ear] = await open();
    socket.sendMedia(speech);
    socket.sendMedia(silence(1000));
    await ear.heard('UtteranceEnd');
    expect(ear.messages.map(({ type, is_final }) => [type, is_final])).toEqual([
      ['SpeechStarted', undefined],
      ['Results', false],
      ['Results', false],
      ['Results', false],
      ['Results', false],
      ['Results', true],
      ['UtteranceEnd', undefined],
    ]);
    const results = await ear.heard('Results');
    expect(results.map(({ speech_final }) => speech_final)).toEqual([
      ...Array.from({ length: 4 }, () => false),
      true,
    ]);
    expect(transcript(results[0])).toMatchObject(saying('What'));
    expect(transcript(results[4])).toMatchObject(saying('What is five plus two?'));
    expect(results[4]).toMatchObject({ start: 0, duration: 1.5 });
    socket.close();
  });

  it('gives one planned text to each stretch of speech', async () => {
    const [socket, ear] = await open({ interim_results: 'false', utterance_end_ms: undefined });
    for (const audio of [speech, silence(400), speech, silence(400)]) socket.sendMedia(audio);
    const results = await ear.heard('Results', 2);
    expect(transcript(results[0])).toMatchObject(saying('What is five plus two?'));
    expect(transcript(results[1])).toMatchObject(saying('Seven.'));
    socket.close();
  });

  it('makes long speech final piece by piece: only all of them together are what was said', async () => {
    standIn.plan('listen', { texts: ['one two three four five six seven eight nine ten eleven'] });
    const [socket, ear] = await open({ interim_results: 'false', utterance_end_ms: undefined });
    for (let part = 0; part < 3; part++) socket.sendMedia(speech);
    socket.sendMedia(silence(300));
    const results = await ear.heard('Results', 2);
    expect(results.map(({ is_final, speech_final }) => [is_final, speech_final])).toEqual([
      [true, false],
      [true, true],
    ]);
    expect(transcript(results[0])).toMatchObject(
      saying('one two three four five six seven eight nine ten'),
    );
    expect(transcript(results[1])).toMatchObject(saying('eleven'));
    socket.close();
  });

  it('gives finals without words for long silence', async () => {
    const [socket, ear] = await open();
    socket.sendMedia(silence(3000));
    const [nothing] = await ear.heard('Results');
    expect(nothing).toMatchObject({ is_final: true, speech_final: false, start: 0, duration: 3 });
    expect(transcript(nothing)).toMatchObject(saying(''));
    socket.close();
  });

  it('can leave speech_final out, so that only the end of the utterance tells', async () => {
    standIn.plan('listen', { speechFinal: false });
    const [socket, ear] = await open();
    socket.sendMedia(speech);
    socket.sendMedia(silence(1000));
    await ear.heard('UtteranceEnd');
    expect(ear.messages.some(({ speech_final }) => speech_final)).toBe(false);
    expect(ear.messages.some(({ is_final }) => is_final)).toBe(true);
    socket.close();
  });

  it('answers Finalize at once, also when nothing was said', async () => {
    const [socket, ear] = await open({ interim_results: 'false', utterance_end_ms: undefined });
    socket.sendMedia(speech);
    socket.sendFinalize({ type: 'Finalize' });
    socket.sendFinalize({ type: 'Finalize' });
    const results = await ear.heard('Results', 2);
    expect(results).toMatchObject([{ from_finalize: true }, { from_finalize: true }]);
    expect(transcript(results[0])).toMatchObject(saying('What is five plus two?'));
    expect(transcript(results[1])).toMatchObject(saying(''));
    socket.close();
  });

  it('answers CloseStream with the rest, the metadata and the close', async () => {
    const [socket, ear] = await open();
    socket.sendMedia(speech);
    socket.sendCloseStream({ type: 'CloseStream' });
    expect(await ear.closed).toMatchObject({ code: 1000 });
    expect(ear.messages.at(-2)).toMatchObject({ type: 'Results', is_final: true });
    expect(ear.messages.at(-1)).toMatchObject({ type: 'Metadata', duration: 1.2 });
    await expect(standIn.requests[0]?.ended).resolves.toBe('answered');
  });

  it('closes with NET-0001 when the client is silent for too long, and KeepAlive prevents it', async () => {
    standIn.plan('listen', { silenceLimitMs: 300 });
    const [socket, ear] = await open();
    for (let kept = 0; kept < 4; kept++) {
      await sleep(100);
      socket.sendKeepAlive({ type: 'KeepAlive' });
    }
    const keptUntil = performance.now();
    const { code, reason } = await ear.closed;
    expect(code).toBe(1011);
    expect(reason).toMatch(/^NET-0001/);
    expect(performance.now() - keptUntil).toBeGreaterThan(250);
  });

  it('takes as long as planned from the audio to the words', async () => {
    standIn.plan('listen', { resultDelayMs: 150 });
    const [socket, ear] = await open();
    const sentAt = performance.now();
    socket.sendMedia(speech);
    await ear.heard('Results');
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(149);
    socket.close();
  });

  it('keeps the audio and the query of the client', async () => {
    const [socket, ear] = await open();
    socket.sendMedia(speech);
    socket.sendMedia(silence(20));
    socket.sendCloseStream({ type: 'CloseStream' });
    await ear.closed;
    const [request] = standIn.requestsTo('listen');
    expect(request?.body.audio).toHaveLength(speech.length + 160);
    expect(request?.body.query).toMatchObject({ model: 'nova-3', endpointing: '300' });
    expect(request?.headers['authorization']).toBe('Token dg-test');
  });

  it('closes when a text is not a message that it knows', async () => {
    const [socket, ear] = await open();
    socket.socket.send('{"type":"Sing"}');
    expect(await ear.closed).toMatchObject({ code: 1008 });
  });

  it('can close in mid-call, or vanish without a word', async () => {
    const closes = { afterMs: 30, code: 1011, reason: 'NET-0000: internal error' };
    standIn.plan('listen', { closes }, { closes: { afterMs: 30, code: 1006 } });
    const [, first] = await open();
    expect(await first.closed).toMatchObject({ code: 1011, reason: 'NET-0000: internal error' });
    const [, second] = await open();
    expect(await second.closed).toMatchObject({ code: 1006 });
  });

  describe('the handshake', () => {
    /** The status and the headers of a handshake that is refused. */
    async function refusal(path: string, key = 'dg-test'): Promise<[number, unknown]> {
      const socket = new WebSocket(`${standIn.url.replace('http', 'ws')}${path}`, {
        headers: { authorization: `Token ${key}` },
      });
      return new Promise((resolve, reject) => {
        socket.on('unexpected-response', (_request, response) => {
          resolve([response.statusCode ?? 0, response.headers['dg-error']]);
          response.destroy();
        });
        socket.on('open', () => {
          reject(new Error('the handshake was accepted'));
        });
      });
    }

    it('is refused with 401 and 429, with the reason in a header', async () => {
      const path = '/v1/listen?model=nova-3&encoding=mulaw&sample_rate=8000';
      expect(await refusal(path, 'wrong')).toEqual([401, 'Invalid credentials.']);
      standIn.plan('listen', { failure: deepgramFailures.tooManyRequests() });
      expect(await refusal(path)).toEqual([429, 'Too many requests at a time.']);
    });

    it.each([
      'model=nova-3',
      'model=nova-3&encoding=mulaw',
      'encoding=mulaw&sample_rate=8000',
      'model=nova-3&encoding=mulaw&sample_rate=8000&interim_results=yes',
      'model=nova-3&encoding=mulaw&sample_rate=8000&utterance_end_ms=1000',
      'model=nova-3&encoding=mulaw&sample_rate=8000&interim_results=true&utterance_end_ms=500',
      'model=nova-3&encoding=mulaw&sample_rate=8000&endpointing=soon',
    ])('is refused with 400 for %s', async (search) => {
      expect((await refusal(`/v1/listen?${search}`))[0]).toBe(400);
    });

    it('is an error to the SDK when it is refused, and hangs when planned so', async () => {
      standIn.plan('listen', { failure: deepgramFailures.internalError() });
      const socket = await sdkClient(standIn.url).listen.v1.connect(query);
      await expect(listenTo(socket)).rejects.toHaveProperty(
        'message',
        expect.stringContaining('response: 500'),
      );
      standIn.plan('listen', { breaksOff: { at: 'headers', how: 'hang' } });
      const hung = await sdkClient(standIn.url).listen.v1.connect(query);
      const opening = listenTo(hung).then(() => 'open');
      expect(await Promise.race([opening, sleep(150, 'still waiting')])).toBe('still waiting');
      hung.close();
      await opening.catch(() => undefined);
    });
  });
});
