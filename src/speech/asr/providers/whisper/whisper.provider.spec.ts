import { OpenAiStandIn } from '../../../../../test/support/vendors/openai/openai-stand-in.js';
import { recording, silence } from '../../../testing/recordings.js';
import { recognizerContract } from '../../testing/recognizer-contract.js';
import { Whisper } from './whisper.provider.js';

const never = new AbortController().signal;
const audio = recording('seven.wav');

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

  recognizerContract('whisper', () => ({
    recognizer,
    hearsNext: (text) => {
      server.plan('transcription', { text });
    },
    hangsNext: () => {
      server.plan('transcription', { breaksOff: { at: 'headers', how: 'hang' } });
    },
  }));

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

  it.each([
    [401, undefined, 'rejected'],
    [404, undefined, 'rejected'],
    [408, undefined, 'timeout'],
    [429, 'rate_limit_exceeded', 'rate_limited'],
    [429, 'insufficient_quota', 'rejected'],
    [503, undefined, 'unavailable'],
  ])('reports status %d %s as %s, once and without the body', async (status, code, kind) => {
    const body = { error: { message: 'the caller said seven', code } };
    server.plan('transcription', { failure: { status, body } });
    const failure: unknown = await recognizer.recognize({ audio }, never).catch((e: unknown) => e);
    expect(failure).toMatchObject({ name: 'ProviderError', provider: 'whisper', kind, status });
    expect(String(failure)).not.toContain('seven');
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['half a document', { bodyInstead: '{"text": "Sev' }, 'protocol'],
    ['another document', { bodyInstead: '{"transcript": []}' }, 'protocol'],
    ['a body that is cut', { breaksOff: { at: { bytes: 5 }, how: 'cut' } }, 'unavailable'],
    ['a reset', { breaksOff: { at: 'headers', how: 'reset' } }, 'unavailable'],
  ] as const)('reports %s as %s', async (_title, plan, kind) => {
    server.plan('transcription', plan);
    await expect(recognizer.recognize({ audio }, never)).rejects.toMatchObject({ kind });
  });

  it('reports a server that is not there as unavailable', async () => {
    await server.refuse();
    await expect(recognizer.recognize({ audio }, never)).rejects.toMatchObject({
      kind: 'unavailable',
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
