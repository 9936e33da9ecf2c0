import type OpenAI from 'openai';
import { toFile } from 'openai';
import { babble } from '../audio/babble.js';
import { writeWav } from '../audio/wav.js';
import { OpenAiStandIn } from './openai-stand-in.js';
import { collect, sdkClient } from './sdk-client.js';

describe('transcription by the OpenAI stand-in through the SDK', () => {
  let standIn: OpenAiStandIn;
  let client: OpenAI;

  beforeEach(async () => {
    standIn = await OpenAiStandIn.start({ apiKey: 'sk-test' });
    client = sdkClient(standIn.url);
  });

  afterEach(async () => {
    await standIn.close();
  });

  const speech = babble('What is five plus two?', 16_000);
  const upload = async (name = 'a.wav', bytes = writeWav(speech, 16_000)): Promise<File> =>
    toFile(bytes, name, { type: 'audio/wav' });

  it('hears what is planned, one text a request, after the planned time', async () => {
    standIn.planByDefault('transcription', { delayMs: 80 });
    standIn.plan('transcription', { text: 'Seven.' }, { text: '' });
    const startedAt = performance.now();
    const heard = await client.audio.transcriptions.create({
      file: await upload(),
      model: 'gpt-transcribe',
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(79);
    expect(heard.text).toBe('Seven.');
    const nothing = await client.audio.transcriptions.create({
      file: await upload(),
      model: 'gpt-transcribe',
      language: 'en',
      prompt: 'Repeat: the sun is hot.',
    });
    expect(nothing.text).toBe('');
    expect(standIn.requestsTo('transcription')[1]?.body).toMatchObject({
      filename: 'a.wav',
      language: 'en',
      prompt: 'Repeat: the sun is hot.',
    });
  });

  it('hands the audio to the function that hears it', async () => {
    standIn.plan('transcription', {
      text: ({ durationMs, sampleRateHz }) => `${durationMs} ms at ${sampleRateHz}`,
    });
    const { text } = await client.audio.transcriptions.create({
      file: await upload('b.WAV', writeWav(babble('abcde', 8_000), 8_000, 'odd')),
      model: 'whisper-1',
    });
    expect(text).toBe('300 ms at 8000');
  });

  it('gives segments in the verbose format, which only whisper-1 has', async () => {
    const file = await upload();
    standIn.plan('transcription', {
      text: 'Thank you.',
      logprob: -1.2,
      noSpeechProbability: 0.9,
    });
    const heard = await client.audio.transcriptions.create({
      file,
      model: 'whisper-1',
      response_format: 'verbose_json',
    });
    expect(heard.segments?.[0]).toMatchObject({ avg_logprob: -1.2, no_speech_prob: 0.9 });
    await expect(
      client.audio.transcriptions.create({
        file,
        model: 'gpt-transcribe',
        response_format: 'verbose_json',
      }),
    ).rejects.toMatchObject({ status: 400, code: 'unsupported_value' });
  });

  it('gives log-probabilities when they are asked for, of the models that have them', async () => {
    standIn.planByDefault('transcription', { text: 'Seven.', logprob: -0.5 });
    const file = await upload();
    const logprobs = async (model: string): Promise<unknown[] | undefined> =>
      (await client.audio.transcriptions.create({ file, model, include: ['logprobs'] })).logprobs;
    expect(await logprobs('gpt-4o-mini-transcribe')).toMatchObject([
      { token: 'Seven', logprob: -0.5 },
      { token: '.', logprob: -0.5 },
    ]);
    expect(await logprobs('gpt-transcribe')).toBeUndefined();
  });

  it('streams the words as they are heard', async () => {
    standIn.plan('transcription', { text: 'Five plus two' });
    const events = await collect(
      await client.audio.transcriptions.create({
        file: await upload(),
        model: 'gpt-transcribe',
        stream: true,
      }),
    );
    expect(events.at(-1)).toMatchObject({ type: 'transcript.text.done', text: 'Five plus two' });
    expect(events.length).toBeGreaterThan(2);
  });

  it.each([
    [
      'under 0.1 s of audio',
      'a.wav',
      writeWav(speech.subarray(0, 1500), 16_000),
      'audio_too_short',
    ],
    ['a name without a format', 'audio', writeWav(speech, 16_000), 'unsupported_file'],
    ['no WAV at all', 'a.wav', new Uint8Array(4000), 'invalid_value'],
    ['an unusual sample rate', 'a.wav', writeWav(speech, 11_025), 'invalid_value'],
  ])('refuses %s', async (_name, name, bytes, code) => {
    await expect(
      client.audio.transcriptions.create({
        file: await upload(name, bytes),
        model: 'whisper-1',
      }),
    ).rejects.toMatchObject({ status: 400, code });
  });
});
