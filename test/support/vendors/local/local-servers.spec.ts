import OpenAI, { toFile } from 'openai';
import { babble } from '../audio/babble.js';
import { readWav, writeWav } from '../audio/wav.js';
import { CoquiStandIn, synthesisFailed } from './coqui-stand-in.js';
import { WhisperServerStandIn } from './whisper-server-stand-in.js';

describe('the Coqui stand-in', () => {
  let standIn: CoquiStandIn;

  beforeEach(async () => {
    standIn = await CoquiStandIn.start();
  });

  afterEach(async () => {
    await standIn.close();
  });

  const ask = async (body: Record<string, string>): Promise<Response> =>
    fetch(`${standIn.url}/api/tts`, { method: 'POST', body: new URLSearchParams(body) });

  it('sends a whole file at the rate of its model, with a chunk before the data', async () => {
    const response = await ask({ text: 'The sun is hot.', speaker_id: 'joe' });
    const file = Buffer.from(await response.bytes());
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(file.subarray(36, 40).toString()).toBe('LIST');
    expect(readWav(file)).toMatchObject({ sampleRateHz: 22_050, durationMs: 900 });
    expect(standIn.requestsTo('tts')).toMatchObject([
      { body: { text: 'The sun is hot.', speaker: 'joe' } },
    ]);
  });

  it('takes the text from the query and from a header too', async () => {
    await fetch(`${standIn.url}/api/tts?text=Muraho%20neza`);
    await fetch(`${standIn.url}/api/tts`, { headers: { text: 'Muraho', 'speaker-id': 'joe' } });
    expect(standIn.requestsTo('ttsQuery').map(({ body }) => body.text)).toEqual([
      'Muraho neza',
      'Muraho',
    ]);
  });

  it('answers 400 to an empty text and 500 when the model fails', async () => {
    expect((await ask({ text: '' })).status).toBe(400);
    standIn.plan('tts', { failure: synthesisFailed });
    const failed = await ask({ text: 'Yes.' });
    expect([failed.status, await failed.json()]).toEqual([500, { error: 'synthesis failed' }]);
  });

  it('works on one request at a time', async () => {
    standIn.planByDefault('tts', { delayMs: 60 });
    const startedAt = performance.now();
    await Promise.all(['One.', 'Two.', 'Three.'].map(async (text) => ask({ text })));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(179);
  });

  it('speaks through the OpenAI SDK, with samples at its own rate', async () => {
    const client = new OpenAI({ apiKey: 'x', baseURL: `${standIn.url}/v1`, maxRetries: 0 });
    const speech = { model: 'vits', voice: 'joe', input: 'Yes.' };
    const pcm = await client.audio.speech.create({ ...speech, response_format: 'pcm' });
    expect((await pcm.arrayBuffer()).byteLength).toBe(4 * 60 * 22.05 * 2);
    await expect(client.audio.speech.create(speech)).rejects.toMatchObject({ status: 400 });
  });

  it('lists its voices, which is the check of its health', async () => {
    expect((await fetch(`${standIn.url}/voices`)).status).toBe(200);
    expect((await fetch(`${standIn.url}/health`)).status).toBe(404);
  });
});

describe('the whisper.cpp stand-in', () => {
  const speech = babble('What is five plus two?', 16_000);

  it('hears a file without a model name', async () => {
    const standIn = await WhisperServerStandIn.start({ transcription: { text: 'Seven.' } });
    const form = new FormData();
    form.set('file', new File([new Uint8Array(writeWav(speech, 16_000))], 'a.wav'));
    const response = await fetch(`${standIn.url}/inference`, { method: 'POST', body: form });
    expect(await response.json()).toMatchObject({ text: 'Seven.' });
    await standIn.close();
  });

  it('looks like OpenAI at its path, but takes 16 kHz only', async () => {
    const standIn = await WhisperServerStandIn.start({ path: '/v1/audio/transcriptions' });
    const client = new OpenAI({ apiKey: 'x', baseURL: `${standIn.url}/v1`, maxRetries: 0 });
    const hear = async (sampleRateHz: number): Promise<string> => {
      const file = await toFile(writeWav(speech, sampleRateHz), 'a.wav');
      return (await client.audio.transcriptions.create({ file, model: 'base' })).text;
    };
    expect(await hear(16_000)).toBe('What is five plus two?');
    await expect(hear(8_000)).rejects.toMatchObject({ status: 400 });
    await standIn.close();
  });

  it('tells that its model is still being loaded', async () => {
    const standIn = await WhisperServerStandIn.start({ loading: true });
    expect((await fetch(`${standIn.url}/health`)).status).toBe(503);
    await standIn.close();
  });
});
