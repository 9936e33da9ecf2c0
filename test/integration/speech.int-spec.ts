import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { LOG } from '../../src/common/log.js';
import { OperationsModule } from '../../src/common/operations.module.js';
import { proveKey } from '../../src/common/vendors/vendor-server.js';
import {
  CHOSEN_PROVIDERS,
  ConfigModule,
  loadConfiguration,
  type ChosenProviders,
  type RawEnvironment,
} from '../../src/config/index.js';
import {
  asrKind,
  SPEECH_RECOGNIZER,
  SPEECH_SYNTHESIZER,
  SpeechModule,
  ttsKind,
  VOICE_ACTIVITY_DETECTOR,
  type SpeechRecognizer,
  type SpeechSynthesizer,
  type VoiceActivityDetector,
} from '../../src/speech/index.js';
import { describeWithModels, modelPath } from '../../src/speech/testing/models.js';
import { recording, silence } from '../../src/speech/testing/recordings.js';
import { collect } from '../../src/speech/tts/testing/collect.js';
import { MemoryLog } from '../support/memory-log.js';
import { DeepgramStandIn } from '../support/vendors/deepgram/deepgram-stand-in.js';
import { OpenAiStandIn } from '../support/vendors/openai/openai-stand-in.js';

const never = new AbortController().signal;
const stores = { DATABASE_URL: 'postgres://127.0.0.1/none', REDIS_URL: 'redis://127.0.0.1' };

/** The speech room as the application has it, with nothing but its environment told. */
async function startRoom(environment: RawEnvironment): Promise<TestingModule> {
  const kinds = [asrKind, ttsKind];
  const configuration = loadConfiguration({ ...stores, ...environment }, kinds, {});
  const log = new MemoryLog();

  @Global()
  @Module({ providers: [{ provide: LOG, useValue: log }], exports: [LOG] })
  class TestLogModule {}

  const room = await Test.createTestingModule({
    imports: [ConfigModule.forRoot(configuration), OperationsModule, TestLogModule, SpeechModule],
  }).compile();
  return room.init();
}

describeWithModels('the speech room', () => {
  let home: string;
  let room: TestingModule;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'speech-room-'));
    await symlink(modelPath(''), join(home, 'models'));
  });

  afterEach(async () => room.close());

  const recognizer = (): SpeechRecognizer => room.get(SPEECH_RECOGNIZER);
  const synthesizer = (): SpeechSynthesizer => room.get(SPEECH_SYNTHESIZER);

  it('understands itself without a network', async () => {
    room = await startRoom({
      BAKAME_HOME: home,
      ASR_PROVIDER: 'whisper_local',
      TTS_PROVIDER: 'coqui_local',
      WHISPER_LOCAL_THREADS: '1',
    });
    for (const [text, heard] of [
      ['I went to the market.', /^I went to the market\W*$/i],
      ['Can you tell me the name of your school?', /^can you tell me the name of your school\W*$/i],
      ['Very good! My sister is a teacher.', /^very good\W+my sister is a teacher\W*$/i],
    ] as const) {
      const audio = await collect(synthesizer(), { text });
      expect((await recognizer().recognize({ audio }, never)).text).toMatch(heard);
    }
    const noise = await recognizer().recognize({ audio: recording('street.wav') }, never);
    expect(noise.text).toBe('');
    const nothing = await recognizer().recognize({ audio: silence(1000) }, never);
    expect(nothing.text).toBe('');
  });

  it('works with the vendors when only the environment says so', async () => {
    const openAi = await OpenAiStandIn.start({ apiKey: 'openai-key' });
    const deepgram = await DeepgramStandIn.start({ apiKey: 'deepgram-key' });
    room = await startRoom({
      BAKAME_HOME: home,
      ASR_PROVIDER: 'whisper',
      TTS_PROVIDER: 'deepgram',
      OPENAI_API_KEY: 'openai-key',
      OPENAI_BASE_URL: `${openAi.url}/v1/`,
      DEEPGRAM_API_KEY: 'deepgram-key',
      DEEPGRAM_BASE_URL: deepgram.url,
      ASR_DEADLINE_MS: '500',
      ASR_FALLBACK: 'none',
      TTS_FIRST_AUDIO_MS: '300',
      TTS_FALLBACK: 'none',
    });

    openAi.plan('transcription', { text: '[Music]' }, { text: 'It is seven.' }, { delayMs: 5000 });
    const audio = recording('it-is-seven.wav');
    expect((await recognizer().recognize({ audio }, never)).text).toBe('');
    expect((await recognizer().recognize({ audio }, never)).text).toBe('It is seven.');
    await expect(recognizer().recognize({ audio }, never)).rejects.toMatchObject({
      provider: 'whisper',
      kind: 'timeout',
    });

    await collect(synthesizer(), { text: 'Hello.', fixed: true });
    await collect(synthesizer(), { text: 'Hello.', fixed: true });
    expect(deepgram.requestsTo('speak')).toHaveLength(1);
    deepgram.plan('speak', { firstAudioMs: 5000 });
    await expect(collect(synthesizer(), { text: 'Late.' })).rejects.toMatchObject({
      provider: 'deepgram',
      kind: 'timeout',
    });

    const chosen: ChosenProviders = room.get(CHOSEN_PROVIDERS);
    for (const { reliance } of chosen.values())
      for (const server of reliance.servers ?? []) await proveKey(server, never);
    expect(openAi.requests.at(-1)?.path).toBe('/v1/models');
    expect(deepgram.requests.at(-1)?.path).toBe('/v1/auth/token');
    await Promise.all([openAi.close(), deepgram.close()]);
  });

  it('hears a caller while it recognises and speaks for others', async () => {
    room = await startRoom({
      BAKAME_HOME: home,
      ASR_PROVIDER: 'whisper_local',
      TTS_PROVIDER: 'coqui_local',
      WHISPER_LOCAL_THREADS: '1',
    });
    const detector: VoiceActivityDetector = room.get(VOICE_ACTIVITY_DETECTOR);
    const audio = recording('i-went-to-the-market.wav');
    const heard = Promise.withResolvers<undefined>();
    const stream = detector.open((probability) => {
      if (probability > 0.5) heard.resolve(undefined);
    });
    const busy = [
      recognizer().recognize({ audio }, never),
      collect(synthesizer(), { text: 'Can you tell me the name of your school?' }),
    ];
    for (let at = 0; at < audio.length; at += 160) stream.push(audio.subarray(at, at + 160));
    await heard.promise;
    stream.close();
    await Promise.all(busy);
  });
});

describe('the environment of the speech room', () => {
  it('is refused with every problem named, and no value', () => {
    const environment = {
      ...stores,
      ASR_PROVIDER: 'whisper',
      TTS_PROVIDER: 'deepgram',
      OPENAI_BASE_URL: 'ftp://secret',
      DEEPGRAM_BASE_URL: 'https://secret/with/a/path',
    };
    const problems = [
      'the environment is not usable:',
      'OPENAI_API_KEY is required with ASR_PROVIDER=whisper',
      'OPENAI_BASE_URL must be an http(s) URL such as https://…/v1',
      'DEEPGRAM_API_KEY is required with TTS_PROVIDER=deepgram',
      'DEEPGRAM_BASE_URL must be an http(s) origin',
    ];
    expect(() => loadConfiguration(environment, [asrKind, ttsKind], {})).toThrow(
      new Error(problems.join('\n  - ')),
    );
  });

  it('asks nothing of a vendor that was not chosen, and names those that can be', () => {
    const local = { ...stores, ASR_PROVIDER: 'whisper_local', TTS_PROVIDER: 'coqui_local' };
    expect(() => loadConfiguration(local, [asrKind, ttsKind], {})).not.toThrow();
    expect(() => loadConfiguration({ ...local, ASR_PROVIDER: 'x' }, [asrKind], {})).toThrow(
      'ASR_PROVIDER must be one of: whisper, whisper_local',
    );
  });
});
