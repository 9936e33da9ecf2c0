import { WhisperServerStandIn } from '../../../../../test/support/vendors/local/whisper-server-stand-in.js';
import { recording } from '../../../testing/recordings.js';
import { never } from '../../testing/contract/contract-case.js';
import { behindWhisperServer } from '../../testing/contract/served.js';
import { recognizerContract, servedRecognizerContract } from '../../testing/recognizer-contract.js';
import { WhisperServer } from './whisper-server.provider.js';

const audio = recording('seven.wav');
const connect = (url: string): WhisperServer => new WhisperServer({ url, model: 'base' });

servedRecognizerContract('whisper_local at whisper.cpp', 'http', async () =>
  behindWhisperServer('/inference', connect),
);

recognizerContract('whisper_local at an OpenAI-compatible server', async () =>
  behindWhisperServer('/v1/audio/transcriptions', (url) => connect(`${url}/v1`)),
);

describe('WhisperServer', () => {
  let server: WhisperServerStandIn;

  beforeEach(async () => {
    server = await WhisperServerStandIn.start();
  });

  afterEach(async () => server.close());

  it.each(['', '/'])(
    'sends 16 kHz WAV, in English, to an origin that ends in "%s"',
    async (end) => {
      const recognizer = connect(`${server.url}${end}`);
      server.plan('transcription', { text: ' Seven.\n' });
      const transcript = await recognizer.recognize({ audio, hint: 'It is seven.' }, never);
      expect(transcript).toEqual({ text: 'Seven.', confidence: null });
      expect(server.requestsTo('transcription')[0]?.body).toMatchObject({
        model: 'base',
        language: 'en',
        prompt: 'It is seven.',
        audio: { sampleRateHz: 16_000, durationMs: audio.length / 8 },
      });
      await recognizer.close();
    },
  );

  it('brings a key only where there is one', async () => {
    const withKey = new WhisperServer({ url: server.url, model: 'base', apiKey: 'shared' });
    for (const recognizer of [connect(server.url), withKey]) {
      await recognizer.recognize({ audio }, never);
      await recognizer.close();
    }
    expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      'Bearer shared',
    ]);
  });

  it('names the variable to check when the server is something else', async () => {
    server.plan('transcription', { contentType: 'text/html', bodyInstead: '<html></html>' });
    const recognizer = connect(server.url);
    await expect(recognizer.recognize({ audio }, never)).rejects.toMatchObject({
      message: 'whisper_local: the answer is no transcription; check WHISPER_URL',
    });
    await recognizer.close();
  });
});
