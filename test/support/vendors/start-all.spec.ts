import { toFile } from 'openai';
import { babble } from './audio/babble.js';
import { encodeMuLaw } from './audio/mu-law.js';
import { writeWav } from './audio/wav.js';
import { listenTo, sdkClient as deepgramClient } from './deepgram/sdk-client.js';
import { collect, sdkClient, textOf } from './openai/sdk-client.js';
import { type AllVendors, startAll } from './start-all.js';

describe('all the vendors together', () => {
  let vendors: AllVendors;

  afterEach(async () => {
    await vendors.close();
  });

  const env = (name: string): string => vendors.environment[name] ?? '';
  const origin = (name: string): string => env(name).replace(/\/v1$/, '');

  /** How long the work takes until the moment that it marks, in ms. */
  async function timed(work: () => Promise<number>): Promise<number> {
    await work();
    const startedAt = performance.now();
    return (await work()) - startedAt;
  }

  async function firstToken(base: string, key: string, model: string): Promise<number> {
    const stream = await sdkClient(origin(base), env(key)).chat.completions.create({
      model: env(model),
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
    });
    let atMs = 0;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) atMs ||= performance.now();
    }
    return atMs;
  }

  it('takes as long as named for recognition, the first token and the first audio', async () => {
    const latencies = { recognitionMs: 150, firstTokenMs: 200, tokenMs: 20, firstAudioMs: 100 };
    vendors = await startAll({ latencies });
    const file = await toFile(writeWav(babble('Hello', 16_000), 16_000), 'a.wav');
    const openAi = sdkClient(origin('OPENAI_BASE_URL'), env('OPENAI_API_KEY'));
    const recognition = await timed(async () => {
      await openAi.audio.transcriptions.create({ file, model: 'whisper-1' });
      return performance.now();
    });
    const token = await timed(async () =>
      firstToken('LLAMA_BASE_URL', 'LLAMA_API_KEY', 'LLAMA_MODEL'),
    );
    const deepgram = deepgramClient(env('DEEPGRAM_BASE_URL'), env('DEEPGRAM_API_KEY'));
    const audio = await timed(async () => {
      const speech = await deepgram.speak.v1.audio.generate({ text: 'Hello' });
      const reader = speech.stream()?.getReader();
      await reader?.read();
      const atMs = performance.now();
      await reader?.cancel();
      return atMs;
    });
    for (const [took, named] of [
      [recognition, 150],
      [token, 200],
      [audio, 100],
    ] as const) {
      expect(took).toBeGreaterThanOrEqual(named - 1);
      expect(took).toBeLessThan(named + 150);
    }
  });

  it('answers, hears and speaks as it was told', async () => {
    vendors = await startAll({
      answer: (messages) => `You said: ${messages.at(-1)?.content ?? ''}`,
      recognise: ({ durationMs }) => `${durationMs} ms`,
      voice: () => new Uint8Array(800),
    });
    const client = sdkClient(origin('OPENAI_BASE_URL'), env('OPENAI_API_KEY'));
    const stream = await client.chat.completions.create({
      model: env('OPENAI_MODEL'),
      messages: [{ role: 'user', content: 'Hello' }],
      stream: true,
    });
    expect(textOf(await collect(stream))).toBe('You said: Hello');
    const file = await toFile(writeWav(babble('Hello', 16_000), 16_000), 'a.wav');
    const heard = await client.audio.transcriptions.create({ file, model: 'whisper-1' });
    expect(heard.text).toBe('300 ms');
    const speech = await deepgramClient(
      env('DEEPGRAM_BASE_URL'),
      env('DEEPGRAM_API_KEY'),
    ).speak.v1.audio.generate({ text: 'Hi', encoding: 'mulaw', container: 'none' });
    expect((await speech.bytes?.())?.length).toBe(800);
  });

  it('hears in a stream as in an upload, at the rate of the stream', async () => {
    vendors = await startAll({ recognise: ({ sampleRateHz }) => `${sampleRateHz}` });
    const client = deepgramClient(env('DEEPGRAM_BASE_URL'), env('DEEPGRAM_API_KEY'));
    const query = { model: 'nova-3', encoding: 'mulaw', sample_rate: '8000' } as const;
    const socket = await client.listen.v1.connect({ ...query, reconnectAttempts: 0 });
    const ear = await listenTo(socket);
    socket.sendMedia(encodeMuLaw(babble('Hello', 8_000)));
    socket.sendFinalize({ type: 'Finalize' });
    const [result] = await ear.heard('Results');
    expect(result).toMatchObject({ channel: { alternatives: [{ transcript: '8000' }] } });
    socket.close();
  });

  it('takes the keys of the environment and no others', async () => {
    vendors = await startAll();
    const credentials = `${env('TWILIO_ACCOUNT_SID')}:${env('TWILIO_AUTH_TOKEN')}`;
    const basic = `Basic ${Buffer.from(credentials).toString('base64')}`;
    const account = `${env('TWILIO_API_BASE_URL')}/2010-04-01/Accounts/${env('TWILIO_ACCOUNT_SID')}.json`;
    const status = async (url: string, authorization: string): Promise<number> =>
      (await fetch(url, { headers: { authorization } })).status;
    const urls: [string, string][] = [
      [`${env('OPENAI_BASE_URL')}/models`, `Bearer ${env('OPENAI_API_KEY')}`],
      [`${env('LLAMA_BASE_URL')}/models`, `Bearer ${env('LLAMA_API_KEY')}`],
      [`${env('DEEPGRAM_BASE_URL')}/v1/auth/token`, `Token ${env('DEEPGRAM_API_KEY')}`],
      [account, basic],
    ];
    for (const [url, authorization] of urls) {
      expect(await status(url, authorization)).toBe(200);
      expect(await status(url, 'Bearer other')).toBe(401);
    }
  });
});
