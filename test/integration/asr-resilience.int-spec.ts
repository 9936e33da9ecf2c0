import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Test, type TestingModule } from '@nestjs/testing';
import { OperationsModule } from '../../src/common/operations.module.js';
import { ConfigModule, loadConfiguration } from '../../src/config/index.js';
import {
  asrKind,
  SPEECH_RECOGNIZER,
  SpeechModule,
  ttsKind,
  type RecognitionStream,
  type SpeechRecognizer,
} from '../../src/speech/index.js';
import { describeWithModels, modelPath } from '../../src/speech/testing/models.js';
import { recording } from '../../src/speech/testing/recordings.js';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { DeepgramStandIn } from '../support/vendors/deepgram/deepgram-stand-in.js';
import type { SocketPlan } from '../support/vendors/deepgram/socket-line.js';
import { WhisperServerStandIn } from '../support/vendors/local/whisper-server-stand-in.js';
import { OpenAiStandIn } from '../support/vendors/openai/openai-stand-in.js';

const never = new AbortController().signal;
const market = recording('i-went-to-the-market.wav');
const vendorWords = 'I went to the market.';
const standbyWords = 'The other one listened.';
const attemptMs = 600;
/** When a caller has words though the first recogniser is down; the standby and a busy machine take the rest. */
const switchMs = attemptMs + 800;

type Environment = Readonly<Record<string, string>>;

/** The vendors of this test, and what each is told to do with every request from now on. */
class Vendors {
  private constructor(
    readonly openAi: OpenAiStandIn,
    readonly deepgram: DeepgramStandIn,
    readonly whisper: WhisperServerStandIn,
  ) {}

  static async start(): Promise<Vendors> {
    return new Vendors(
      await OpenAiStandIn.start({ apiKey: 'key', transcription: { text: vendorWords } }),
      await DeepgramStandIn.start({
        apiKey: 'key',
        listen: { texts: [vendorWords] },
        flux: { texts: [vendorWords] },
      }),
      await WhisperServerStandIn.start({ transcription: { text: standbyWords } }),
    );
  }

  get environment(): Environment {
    return {
      OPENAI_API_KEY: 'key',
      OPENAI_BASE_URL: `${this.openAi.url}/v1`,
      DEEPGRAM_API_KEY: 'key',
      DEEPGRAM_BASE_URL: this.deepgram.url,
      WHISPER_URL: this.whisper.url,
    };
  }

  /** Those that cloud recognisers ask; the standby goes on. */
  cloudDoes(plan: SocketPlan): void {
    this.openAi.planByDefault('transcription', { text: vendorWords, ...plan });
    this.deepgram.planByDefault('listen', { texts: [vendorWords], ...plan });
    this.deepgram.planByDefault('flux', { texts: [vendorWords], ...plan });
  }

  async cloudRefuses(): Promise<void> {
    await Promise.all([this.openAi.refuse(), this.deepgram.refuse()]);
  }

  get cloudRequests(): number {
    return this.openAi.requests.length + this.deepgram.requests.length;
  }

  async close(): Promise<void> {
    await Promise.all([this.openAi.close(), this.deepgram.close(), this.whisper.close()]);
  }
}

/** The speech room as the application has it, told by its environment alone who listens. */
async function startRoom(environment: Environment, log: MemoryLog): Promise<TestingModule> {
  const raw = {
    DATABASE_URL: 'postgres://127.0.0.1/none',
    REDIS_URL: 'redis://127.0.0.1',
    BAKAME_HOME: await mkdtemp(join(tmpdir(), 'asr-')),
    VAD_PROVIDER: 'energy',
    SMART_TURN: 'off',
    TTS_PROVIDER: 'deepgram',
    TTS_FALLBACK: 'none',
    ASR_ATTEMPT_MS: String(attemptMs),
    ...environment,
  };
  const configuration = loadConfiguration(raw, [asrKind, ttsKind], {});
  const room = await Test.createTestingModule({
    imports: [ConfigModule.forRoot(configuration), OperationsModule, log.asModule(), SpeechModule],
  }).compile();
  return room.init();
}

const recognisers: readonly (readonly [name: string, environment: Environment])[] = [
  ['whisper', { ASR_PROVIDER: 'whisper' }],
  ['deepgram with Nova', { ASR_PROVIDER: 'deepgram', DEEPGRAM_STT_MODEL: 'nova-3' }],
  ['deepgram with Flux', { ASR_PROVIDER: 'deepgram', DEEPGRAM_STT_MODEL: 'flux-general-en' }],
];

const faults: readonly (readonly [title: string, plan: SocketPlan])[] = [
  ['resets', { breaksOff: { at: 'headers', how: 'reset' } }],
  ['closes at once', { breaksOff: { at: 'headers', how: 'cut' } }],
  ['hangs before it answers', { breaksOff: { at: 'headers', how: 'hang' } }],
  [
    'hangs in its answer',
    { breaksOff: { at: { bytes: 1 }, how: 'hang' }, bodyInstead: '{"type":1}' },
  ],
  ['is slow', { delayMs: 9000 }],
  ['refuses the key', { failure: { status: 401, body: '' } }],
  ['is busy', { failure: { status: 429, body: '' } }],
  ['is busy for a while', { failure: { status: 429, body: '', headers: { 'retry-after': '30' } } }],
  ['has a fault', { failure: { status: 500, body: '' } }],
  ['is away', { failure: { status: 503, body: '' } }],
  ['sends nonsense', { bodyInstead: '{"text": "I we' }],
  ['sends no UTF-8', { bodyInstead: Buffer.from('{"text":"\xe9"}', 'latin1') }],
  ['sends another type', { contentType: 'text/html' }],
  ['sends too much', { bodyInstead: JSON.stringify({ text: 'and '.repeat(400_000) }) }],
];

describe('the recogniser of a call, its vendor and the one that stands by on real sockets', () => {
  let vendors: Vendors;
  let log: MemoryLog;
  let room: TestingModule;
  let recognizer: SpeechRecognizer;

  async function open(environment: Environment): Promise<void> {
    room = await startRoom({ ...vendors.environment, ...environment }, log);
    recognizer = room.get(SPEECH_RECOGNIZER);
    await eventually(() => {
      const standsBy = log.messages('info').includes('A recogniser stands by');
      expect(standsBy).toBe((environment['ASR_FALLBACK'] ?? 'local') === 'local');
    });
  }

  /** The words of an utterance, as a call asks for them, and how long it waited. */
  async function hear(): Promise<{ text: string; waitedMs: number }> {
    const stream = recognizer.open?.({ heard: () => undefined });
    try {
      stream?.push(market);
      const startedMs = performance.now();
      const { text } = await recognize(stream);
      return { text, waitedMs: performance.now() - startedMs };
    } finally {
      await stream?.close();
    }
  }

  const recognize = async (stream: RecognitionStream | undefined): Promise<{ text: string }> =>
    stream
      ? stream.recognize({ audio: market, fromMs: 0, toMs: market.length / 8 }, never)
      : recognizer.recognize({ audio: market }, never);

  beforeEach(async () => {
    vendors = await Vendors.start();
    log = new MemoryLog();
  });

  afterEach(async () => {
    await room.close();
    await vendors.close();
  });

  describe.each(recognisers)('%s', (_name, environment) => {
    it('hears with the vendor while all is well', async () => {
      await open(environment);
      expect((await hear()).text).toBe(vendorWords);
      expect(vendors.whisper.requests).toEqual([]);
    });

    it.each(faults)('hears with the standby when the vendor %s', async (_title, plan) => {
      await open(environment);
      vendors.cloudDoes(plan);
      const { text, waitedMs } = await hear();
      expect(text).toBe(standbyWords);
      expect(waitedMs).toBeLessThan(switchMs);
    });

    it('hears with the standby when there is no vendor', async () => {
      await open(environment);
      await vendors.cloudRefuses();
      const { text, waitedMs } = await hear();
      expect(text).toBe(standbyWords);
      expect(waitedMs).toBeLessThan(switchMs);
    });

    it('does not wait any more for a vendor that hung three times', async () => {
      await open({ ...environment, ASR_ATTEMPT_MS: '400' });
      vendors.cloudDoes({ breaksOff: { at: 'headers', how: 'hang' } });
      for (let i = 0; i < 3; i++) expect((await hear()).text).toBe(standbyWords);
      const { text, waitedMs } = await hear();
      expect(text).toBe(standbyWords);
      expect(waitedMs).toBeLessThan(400);
      expect(log.messages('warn')).toContain('Circuit breaker OPENED');
    });

    it('goes back to the vendor when that is back', async () => {
      await open({ ...environment, ASR_ATTEMPT_MS: '200', BREAKER_OPEN_MS: '1000' });
      vendors.cloudDoes({ breaksOff: { at: 'headers', how: 'hang' } });
      for (let i = 0; i < 3; i++) await hear();
      vendors.cloudDoes({});
      await pause(1050);
      expect((await hear()).text).toBe(vendorWords);
      expect(log.messages('info')).toContain('Circuit breaker CLOSED');
    });

    it('gives up in time when nobody stands by', async () => {
      await open({ ...environment, ASR_FALLBACK: 'none', ASR_DEADLINE_MS: '600' });
      vendors.cloudDoes({ breaksOff: { at: 'headers', how: 'hang' } });
      await expect(hear()).rejects.toMatchObject({ name: 'ProviderError', kind: 'timeout' });
    });
  });

  it('gives the whole stretch to the standby when the vendor breaks off in the middle of it', async () => {
    await open({ ASR_PROVIDER: 'deepgram' });
    vendors.cloudDoes({ breaksOff: { at: 'headers', how: 'hang' } });
    vendors.deepgram.plan('listen', { closes: { afterMs: 150, code: 1011 } });
    const stream = recognizer.open?.({ heard: () => undefined });
    for (let at = 0; at < market.length; at += 1600) {
      stream?.push(market.slice(at, at + 1600));
      await pause(30);
    }
    expect((await recognize(stream)).text).toBe(standbyWords);
    const [request] = vendors.whisper.requestsTo('transcription');
    expect(request?.body.audio.durationMs).toBeCloseTo(market.length / 8, 0);
    await stream?.close();
  });

  it('waits for both together no longer than ASR_DEADLINE_MS', async () => {
    await open({ ASR_PROVIDER: 'whisper', ASR_ATTEMPT_MS: '300', ASR_DEADLINE_MS: '800' });
    vendors.cloudDoes({ breaksOff: { at: 'headers', how: 'hang' } });
    vendors.whisper.planByDefault('transcription', { breaksOff: { at: 'headers', how: 'hang' } });
    const startedMs = performance.now();
    await expect(hear()).rejects.toMatchObject({ kind: 'timeout' });
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  it.each([
    ['whisper.cpp', '/inference', ''],
    ['an OpenAI-compatible server', '/v1/audio/transcriptions', '/v1'],
  ] as const)('hears at %s when WHISPER_URL says so', async (_name, path, suffix) => {
    const server = await WhisperServerStandIn.start({
      path,
      transcription: { text: ' It is seven.\n' },
    });
    log = new MemoryLog();
    room = await startRoom(
      {
        ...vendors.environment,
        ASR_PROVIDER: 'whisper_local',
        WHISPER_URL: `${server.url}${suffix}`,
      },
      log,
    );
    recognizer = room.get(SPEECH_RECOGNIZER);
    expect((await hear()).text).toBe('It is seven.');
    expect(vendors.cloudRequests).toBe(0);
    await server.close();
  });
});

describeWithModels('the recogniser that stands by in this process', () => {
  it('is made ready beside the first calls, and listens when the vendor hangs', async () => {
    const vendors = await Vendors.start();
    const log = new MemoryLog();
    const home = await mkdtemp(join(tmpdir(), 'asr-'));
    await symlink(modelPath(''), join(home, 'models'));
    const environment = { ...vendors.environment, WHISPER_URL: '' };
    const room = await startRoom(
      { ...environment, BAKAME_HOME: home, ASR_PROVIDER: 'deepgram', DEEPGRAM_STT_MODEL: 'nova-3' },
      log,
    );
    const recognizer: SpeechRecognizer = room.get(SPEECH_RECOGNIZER);
    expect((await recognizer.recognize({ audio: market }, never)).text).toBe(vendorWords);
    await eventually(() => {
      expect(log.messages('info')).toContain('A recogniser stands by');
    }, 60_000);
    vendors.cloudDoes({ breaksOff: { at: 'headers', how: 'hang' } });
    const { text } = await recognizer.recognize({ audio: market }, never);
    expect(text).toMatch(/^I went to the market\W*$/i);
    await room.close();
    await vendors.close();
  });
});
