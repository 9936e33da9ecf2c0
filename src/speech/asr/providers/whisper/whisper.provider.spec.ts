import { OpenAiStandIn } from '../../../../../test/support/vendors/openai/openai-stand-in.js';
import { recording, silence } from '../../../testing/recordings.js';
import { behindOpenAi } from '../../testing/contract/served.js';
import { recognizerContract, servedRecognizerContract } from '../../testing/recognizer-contract.js';
import { Whisper } from './whisper.provider.js';

const never = new AbortController().signal;
const audio = recording('seven.wav');

servedRecognizerContract('whisper', 'http', async () =>
  behindOpenAi(
    (url) => new Whisper({ apiKey: 'key', baseUrl: `${url}/v1`, model: 'gpt-transcribe' }),
  ),
);

recognizerContract('whisper with whisper-1', async () =>
  behindOpenAi((url) => new Whisper({ apiKey: 'key', baseUrl: `${url}/v1`, model: 'whisper-1' })),
);

describe('Whisper', () => {
  let server: OpenAiStandIn;
  let recognizer: Whisper;

  const withModel = (model: string, apiKey = 'key'): Whisper =>
    new Whisper({ apiKey, baseUrl: `${server.url}/v1`, model });

  beforeEach(async () => {
    server = await OpenAiStandIn.start({ apiKey: 'key' });
    recognizer = withModel('gpt-transcribe');
  });

  afterEach(async () => server.close());

  it('sends 16 kHz WAV of the same length, in English, with the hint as its prompt', async () => {
    await recognizer.recognize({ audio, hint: 'I went to the market.' }, never);
    const [request] = server.requestsTo('transcription');
    expect(request?.body).toMatchObject({
      model: 'gpt-transcribe',
      language: 'en',
      prompt: 'I went to the market.',
      format: 'json',
      audio: { sampleRateHz: 16_000, durationMs: audio.length / 8 },
    });
  });

  it('sends no prompt without a hint, and nothing at all for no audio', async () => {
    await recognizer.recognize({ audio: silence(0) }, never);
    await recognizer.recognize({ audio }, never);
    expect(server.requestsTo('transcription').map(({ body }) => body.prompt)).toEqual([null]);
  });

  it('lengthens what is too short for OpenAI with silence', async () => {
    await recognizer.recognize({ audio: audio.subarray(0, 80) }, never);
    expect(server.refused).toEqual([]);
  });

  it.each(['whisper-1', 'gpt-4o-mini-transcribe'])(
    'reads the confidence that %s reports',
    async (model) => {
      server.plan('transcription', { text: 'Seven.', logprob: Math.log(0.8) });
      const { text, confidence } = await withModel(model).recognize({ audio }, never);
      expect(text).toBe('Seven.');
      expect(confidence).toBeCloseTo(0.8);
      expect(withModel(model).capabilities.confidence).toBe(true);
    },
  );

  it('drops a segment that whisper-1 itself takes for silence', async () => {
    server.plan('transcription', { text: 'Thank you.', logprob: -1.5, noSpeechProbability: 0.9 });
    const transcript = await withModel('whisper-1').recognize({ audio }, never);
    expect(transcript).toEqual({ text: '', confidence: null });
  });

  it('names the variables to check when there is no server', async () => {
    await server.refuse();
    await expect(recognizer.recognize({ audio }, never)).rejects.toMatchObject({
      message: 'whisper: the connection failed; check OPENAI_BASE_URL and the network',
    });
  });

  it('reports a wrong key as rejected, naming the variable and not the key', async () => {
    await expect(
      withModel('gpt-transcribe', 'wrong').recognize({ audio }, never),
    ).rejects.toMatchObject({
      kind: 'rejected',
      message: 'whisper: the server answered 401; check OPENAI_API_KEY and OPENAI_TRANSCRIBE_MODEL',
    });
  });
});
