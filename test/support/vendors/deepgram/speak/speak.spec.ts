import { encodeMuLaw } from '../../audio/mu-law.js';
import { babble } from '../../audio/babble.js';
import { readWav } from '../../audio/wav.js';
import { DeepgramStandIn } from '../deepgram-stand-in.js';
import { deepgramFailures } from '../failures.js';
import { DeepgramError, listenTo, sdkClient } from '../sdk-client.js';

const text = 'Five plus two is seven.';
const telephone = { model: 'aura-2-thalia-en', encoding: 'mulaw', sample_rate: 8000 } as const;
const raw = { ...telephone, container: 'none' } as const;

let standIn: DeepgramStandIn;

beforeEach(async () => {
  standIn = await DeepgramStandIn.start({ apiKey: 'dg-test', speak: { speed: 100 } });
});

afterEach(async () => {
  await standIn.close();
});

describe('speech over HTTP from the Deepgram stand-in through the SDK', () => {
  async function chunks(request: object = raw): Promise<Uint8Array[]> {
    const all: Uint8Array[] = [];
    for await (const part of stream(request)) all.push(part);
    return all;
  }

  async function* stream(request: object): AsyncIterable<Uint8Array> {
    const response = await sdkClient(standIn.url).speak.v1.audio.generate({ text, ...request });
    const body: ReadableStream<Uint8Array> | null = response.stream();
    if (!body) throw new Error('the answer has no body');
    yield* body;
  }

  it('speaks mu-law without a header, 60 ms a character, in chunks that fit no frame', async () => {
    standIn.plan('speak', { speed: 2 });
    const parts = await chunks();
    const audio = Buffer.concat(parts);
    expect(audio.equals(encodeMuLaw(babble(text, 8_000)))).toBe(true);
    expect(audio).toHaveLength(text.length * 60 * 8);
    expect(parts.length).toBeGreaterThan(1);
    let endBytes = 0;
    const ends = parts.slice(0, -1).map((part) => (endBytes += part.length));
    expect(ends.every((end) => end % 160 !== 0)).toBe(true);
    expect(standIn.requestsTo('speak')).toMatchObject([
      { body: { text, encoding: 'mulaw', sampleRateHz: 8000, container: 'none' } },
    ]);
  });

  it('puts a WAV header first when the container is not none', async () => {
    const wav = Buffer.concat(await chunks(telephone));
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    expect(wav.readUInt16LE(20)).toBe(7);
    const audio = readWav(Buffer.concat(await chunks({ model: telephone.model })));
    expect(audio).toMatchObject({ sampleRateHz: 24_000, durationMs: text.length * 60 });
  });

  it('speaks with the voice of the plan', async () => {
    standIn.plan('speak', { voice: (words) => new Uint8Array(words.length).fill(0x11) });
    expect(Buffer.concat(await chunks()).equals(Buffer.alloc(text.length, 0x11))).toBe(true);
  });

  it('takes its time before the first audio and is faster than speech after it', async () => {
    standIn.plan('speak', { firstAudioMs: 100, speed: 10 });
    const startedAt = performance.now();
    await chunks();
    const tookMs = performance.now() - startedAt;
    expect(tookMs).toBeGreaterThan(200);
    expect(tookMs).toBeLessThan((text.length * 60) / 2);
  });

  it.each([
    ['a text over 2000 characters', { ...raw, text: 'x'.repeat(2001) }, 413],
    ['an empty text', { ...raw, text: ' ' }, 400],
    ['a rate that mu-law does not have', { ...raw, sample_rate: 24_000 }, 400],
    ['an unknown encoding', { ...raw, encoding: 'mp9' }, 400],
    ['an unknown container', { ...raw, container: 'ogg' }, 400],
    ['an unknown model', { ...raw, model: 'tts-1' }, 400],
  ])('refuses %s', async (_name, request, statusCode) => {
    await expect(chunks(request)).rejects.toMatchObject({ statusCode });
    expect(standIn.refused).toHaveLength(1);
  });

  it('takes 2000 characters that are more bytes than that', async () => {
    standIn.plan('speak', { voice: () => new Uint8Array(8) });
    await expect(chunks({ ...raw, text: 'é'.repeat(2000) })).resolves.toHaveLength(1);
  });

  it('refuses a wrong key with the words of the vendor', async () => {
    const failed = sdkClient(standIn.url, 'wrong').speak.v1.audio.generate({ text, ...raw });
    await expect(failed).rejects.toMatchObject({
      statusCode: 401,
      body: { err_code: 'INVALID_AUTH' },
    });
  });

  it.each([
    ['tooManyRequests', deepgramFailures.tooManyRequests(), 429],
    ['internalError', deepgramFailures.internalError(), 500],
    ['unavailable', deepgramFailures.unavailable(), 503],
  ])('raises the SDK error for %s', async (_name, failure, statusCode) => {
    standIn.plan('speak', { failure });
    const failed = chunks();
    await expect(failed).rejects.toThrow(DeepgramError);
    await expect(failed).rejects.toMatchObject({ statusCode });
  });

  it('hangs before the headers until the SDK gives up', async () => {
    standIn.plan('speak', { breaksOff: { at: 'headers', how: 'hang' } });
    const options = { timeoutInSeconds: 0.1 };
    await expect(
      sdkClient(standIn.url).speak.v1.audio.generate({ text, ...raw }, options),
    ).rejects.toThrow(/timeout/i);
    await expect(standIn.requests[0]?.ended).resolves.toBe('dropped');
  });

  it('is cut in the middle of the audio, or ends early as if that were all', async () => {
    standIn.plan(
      'speak',
      { breaksOff: { at: { bytes: 1500 }, how: 'cut' } },
      { breaksOff: { at: { bytes: 1500 }, how: 'end' } },
    );
    await expect(chunks()).rejects.toThrow();
    expect(Buffer.concat(await chunks())).toHaveLength(1500);
  });

  it('goes on for ever when planned so, until the client leaves', async () => {
    standIn.plan('speak', { endless: true, speed: 1000 });
    let bytes = 0;
    for await (const part of stream(raw)) {
      bytes += part.length;
      if (bytes > 100_000) break;
    }
    await expect(standIn.requests[0]?.ended).resolves.toBe('dropped');
  });

  it('checks a key for free', async () => {
    const check = async (key: string): Promise<number> => {
      const headers = { authorization: `Token ${key}` };
      return (await fetch(`${standIn.url}/v1/auth/token`, { headers })).status;
    };
    expect([await check('dg-test'), await check('wrong')]).toEqual([200, 401]);
    await expect(sdkClient(standIn.url).manage.v1.projects.list()).resolves.toMatchObject({
      projects: [{ name: 'stand-in' }],
    });
  });
});

describe('speech over a WebSocket from the Deepgram stand-in through the SDK', () => {
  const query = { ...telephone, sample_rate: '8000', reconnectAttempts: 0 } as const;
  const audioOf = (words: string): Uint8Array => encodeMuLaw(babble(words, 8_000));

  it('speaks what was gathered when it is flushed, and confirms after the audio', async () => {
    const socket = await sdkClient(standIn.url).speak.v1.connect(query);
    const ear = await listenTo(socket);
    socket.sendText({ type: 'Speak', text: 'Five plus two ' });
    socket.sendText({ type: 'Speak', text: 'is seven.' });
    socket.sendFlush({ type: 'Flush' });
    expect(await ear.heard('Flushed')).toEqual([{ type: 'Flushed', sequence_id: 0 }]);
    expect(Buffer.concat(ear.audio).equals(audioOf('Five plus two is seven.'))).toBe(true);
    expect(await ear.heard('Metadata')).toMatchObject([{ model_name: telephone.model }]);
    socket.sendClose({ type: 'Close' });
    expect(await ear.closed).toMatchObject({ code: 1000 });
    expect(standIn.requestsTo('speakSocket')[0]?.body.texts).toHaveLength(4);
  });

  it('stops at Clear, with one chunk still on its way, and speaks what comes after', async () => {
    standIn.plan('speakSocket', { speed: 1 });
    const socket = await sdkClient(standIn.url).speak.v1.connect(query);
    const ear = await listenTo(socket);
    socket.sendText({ type: 'Speak', text: 'This is a long sentence that nobody will hear.' });
    socket.sendFlush({ type: 'Flush' });
    while (ear.audio.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.sendClear({ type: 'Clear' });
    await ear.heard('Cleared');
    expect(ear.audio.length).toBeGreaterThanOrEqual(2);
    const before = ear.audio.length;
    socket.sendText({ type: 'Speak', text: 'Yes.' });
    socket.sendFlush({ type: 'Flush' });
    await ear.heard('Flushed');
    expect(Buffer.concat(ear.audio.slice(before)).equals(audioOf('Yes.'))).toBe(true);
    socket.close();
  });

  it('warns at the twenty-first flush of a minute', async () => {
    const socket = await sdkClient(standIn.url).speak.v1.connect(query);
    const ear = await listenTo(socket);
    for (let flush = 0; flush < 21; flush++) socket.sendFlush({ type: 'Flush' });
    await ear.heard('Warning');
    expect(await ear.heard('Flushed', 20)).toHaveLength(20);
    socket.close();
  });

  it('closes with the reason when the voice of the plan fails', async () => {
    standIn.plan('speakSocket', {
      voice: () => {
        throw new Error('no voice today');
      },
    });
    const socket = await sdkClient(standIn.url).speak.v1.connect(query);
    const ear = await listenTo(socket);
    socket.sendFlush({ type: 'Flush' });
    const { code, reason } = await ear.closed;
    expect([code, reason]).toEqual([1011, 'NET-0000: Error: no voice today']);
  });

  it('closes when it is sent audio', async () => {
    const socket = await sdkClient(standIn.url).speak.v1.connect(query);
    const ear = await listenTo(socket);
    socket.socket.send(new Uint8Array(160));
    expect(await ear.closed).toMatchObject({ code: 1008 });
  });
});
