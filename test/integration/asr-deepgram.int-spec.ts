import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
} from '../../src/config/index.js';
import {
  asrKind,
  SPEECH_RECOGNIZER,
  SpeechModule,
  ttsKind,
  type RecognitionStream,
  type SpeechRecognizer,
} from '../../src/speech/index.js';
import { MemoryLog } from '../support/memory-log.js';
import { DeepgramStandIn } from '../support/vendors/deepgram/deepgram-stand-in.js';

const never = new AbortController().signal;
const voice = Uint8Array.from({ length: 160 }, (_, i) => (i % 8 < 4 ? 0x10 : 0x90));
const quiet = new Uint8Array(160).fill(0xff);

/** The speech room as the application has it, told by its environment to listen with Deepgram. */
async function startRoom(url: string, model: string): Promise<TestingModule> {
  const environment = {
    DATABASE_URL: 'postgres://127.0.0.1/none',
    REDIS_URL: 'redis://127.0.0.1',
    BAKAME_HOME: await mkdtemp(join(tmpdir(), 'speech-room-')),
    VAD_PROVIDER: 'energy',
    ASR_PROVIDER: 'deepgram',
    TTS_PROVIDER: 'deepgram',
    DEEPGRAM_API_KEY: 'key',
    DEEPGRAM_BASE_URL: url,
    DEEPGRAM_STT_MODEL: model,
    ASR_DEADLINE_MS: '1000',
  };
  const configuration = loadConfiguration(environment, [asrKind, ttsKind], {});

  @Global()
  @Module({ providers: [{ provide: LOG, useValue: new MemoryLog() }], exports: [LOG] })
  class TestLogModule {}

  const room = await Test.createTestingModule({
    imports: [ConfigModule.forRoot(configuration), OperationsModule, TestLogModule, SpeechModule],
  }).compile();
  return room.init();
}

describe.each([
  ['nova-3', 'listen'],
  ['flux-general-en', 'flux'],
] as const)('the speech room with %s', (model, endpoint) => {
  let deepgram: DeepgramStandIn;
  let room: TestingModule;
  let stream: RecognitionStream;
  let partials: string[];
  let heardMs: number;

  beforeEach(async () => {
    deepgram = await DeepgramStandIn.start({ apiKey: 'key' });
    room = await startRoom(deepgram.url, model);
    partials = [];
    heardMs = 0;
  });

  afterEach(async () => {
    await room.close();
    await deepgram.close();
  });

  function open(): void {
    const opened = room
      .get<SpeechRecognizer>(SPEECH_RECOGNIZER)
      .open?.({ heard: (words) => partials.push(words.since(0)) });
    if (!opened) throw new Error('the recogniser does not listen to calls');
    stream = opened;
  }

  /** Frames of 20 ms at the pace of a telephone. */
  async function hear(frame: Uint8Array, ms: number): Promise<void> {
    for (const endsMs = heardMs + ms; heardMs < endsMs; heardMs += 20) {
      stream.push(frame);
      await pause(20);
    }
  }

  const finalWords = async (fromMs: number): Promise<string> => {
    const stretch = { audio: voice, fromMs, toMs: heardMs };
    return (await stream.recognize(stretch, never)).text;
  };

  it('hears a caller turn by turn', async () => {
    deepgram.plan(endpoint, { texts: ['I went to the market.', 'Yes.'] });
    open();
    await hear(quiet, 200);
    await hear(voice, 900);
    expect(partials.at(-1)).toMatch(/^I went/);
    await hear(quiet, 160);
    expect(await finalWords(0)).toBe('I went to the market.');
    await hear(quiet, 700);
    const fromMs = heardMs - 100;
    await hear(voice, 240);
    await hear(quiet, 160);
    expect(await finalWords(fromMs)).toBe('Yes.');
    expect(deepgram.requestsTo(endpoint)).toHaveLength(1);
  });

  it('gives up a turn at the deadline while Deepgram is away, and hears the next one', async () => {
    open();
    await hear(quiet, 100);
    await deepgram.refuse();
    await hear(voice, 300);
    await expect(finalWords(0)).rejects.toMatchObject({ name: 'ProviderError', kind: 'timeout' });
    deepgram.planByDefault(endpoint, { texts: ['Yes.'] });
    await deepgram.accept();
    await hear(quiet, 2000);
    expect(await finalWords(0)).toBe('Yes.');
  });

  it('leaves no connection when the server stops', async () => {
    open();
    await hear(quiet, 200);
    await room.close();
    expect(await deepgram.requestsTo(endpoint)[0]?.ended).toBe('answered');
  });

  it('is known to be healthy without listening', async () => {
    const chosen: ChosenProviders = room.get(CHOSEN_PROVIDERS);
    const [server] = chosen.get('ASR_PROVIDER')?.reliance.servers ?? [];
    if (server) await proveKey(server, never);
    expect(deepgram.requestsTo('token')).toHaveLength(1);
    expect(deepgram.requestsTo(endpoint)).toHaveLength(0);
  });
});
