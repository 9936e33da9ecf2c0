import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { LOG } from '../../src/common/log.js';
import { OperationsModule } from '../../src/common/operations.module.js';
import { Breakers } from '../../src/common/resilience/index.js';
import { ConfigModule, loadConfiguration } from '../../src/config/index.js';
import {
  asrKind,
  PhraseWarmer,
  SPEECH_SYNTHESIZER,
  SpeechModule,
  ttsKind,
  type SpeechSynthesizer,
} from '../../src/speech/index.js';
import { hear, type Outcome } from '../../src/speech/tts/testing/contract/contract-case.js';
import { heardNotes, singOrBabble } from '../../src/speech/tts/testing/contract/scale.js';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { DeepgramStandIn } from '../support/vendors/deepgram/deepgram-stand-in.js';
import { deepgramFailures } from '../support/vendors/deepgram/failures.js';
import { CoquiStandIn } from '../support/vendors/local/coqui-stand-in.js';
import type { Delivery } from '../support/vendors/server/answer.js';

/** The vendor's voice answers within 400 ms or is given up; the two voices are told apart by their notes. */
const firstMs = 400;
const up = 'Do mi sol.';
const upNotes = 'do mi sol';
const voice = singOrBabble;
/** The voice that stands by sings everything a step higher. */
const higher = (text: string): Uint8Array =>
  singOrBabble(text.replace(/do/i, 're').replace(/mi/i, 'fa').replace(/sol/i, 'la'));
const higherNotes = 're fa la';

describe('the voice of a call, its vendor and the one that stands by on real sockets', () => {
  let deepgram: DeepgramStandIn;
  let coqui: CoquiStandIn;
  let log: MemoryLog;
  let room: TestingModule;
  let synthesizer: SpeechSynthesizer;

  async function open(more: Readonly<Record<string, string>> = {}): Promise<void> {
    const environment = {
      DATABASE_URL: 'postgres://127.0.0.1/none',
      REDIS_URL: 'redis://127.0.0.1',
      BAKAME_HOME: await mkdtemp(join(tmpdir(), 'tts-')),
      VAD_PROVIDER: 'energy',
      SMART_TURN: 'off',
      ASR_PROVIDER: 'whisper',
      OPENAI_API_KEY: 'key',
      TTS_PROVIDER: 'deepgram',
      DEEPGRAM_API_KEY: 'key',
      DEEPGRAM_BASE_URL: deepgram.url,
      COQUI_URL: coqui.url,
      TTS_FIRST_AUDIO_MS: String(firstMs),
      TTS_NEXT_AUDIO_MS: '300',
      ...more,
    };
    const configuration = loadConfiguration(environment, [asrKind, ttsKind], {});

    @Global()
    @Module({ providers: [{ provide: LOG, useValue: log }], exports: [LOG] })
    class TestLogModule {}

    room = await Test.createTestingModule({
      imports: [ConfigModule.forRoot(configuration), OperationsModule, TestLogModule, SpeechModule],
    }).compile();
    await room.init();
    synthesizer = room.get(SPEECH_SYNTHESIZER);
  }

  beforeEach(async () => {
    deepgram = await DeepgramStandIn.start({ apiKey: 'key', speak: { voice, speed: 40 } });
    coqui = await CoquiStandIn.start({ speak: { voice: higher } });
    log = new MemoryLog();
  });

  afterEach(async () => {
    await room.close();
    try {
      await eventually(() => {
        expect([deepgram.openConnections, coqui.openConnections]).toEqual([0, 0]);
      }, 1000);
    } finally {
      await Promise.all([deepgram.close(), coqui.close()]);
    }
  });

  const say = async (text: string, reply = new AbortController().signal): Promise<Outcome> =>
    hear(synthesizer, text, reply);

  const faults: readonly (readonly [string, Delivery])[] = [
    ['a hang before the headers', { breaksOff: { at: 'headers', how: 'hang' } }],
    ['a hang before the audio', { breaksOff: { at: { bytes: 0 }, how: 'hang' } }],
    ['a reset', { breaksOff: { at: 'headers', how: 'reset' } }],
    ['an answer that is too slow', { delayMs: 3000 }],
    ['a wrong key', { failure: deepgramFailures.invalidKey() }],
    ['no credit', { failure: deepgramFailures.noCredit() }],
    ['a server error', { failure: deepgramFailures.internalError() }],
    ['no service', { failure: deepgramFailures.unavailable() }],
    ['too many requests', { failure: deepgramFailures.tooManyRequests() }],
    ['a wrong content type', { contentType: 'text/html' }],
    ['JSON in place of audio', { contentType: 'application/json', bodyInstead: '{}' }],
    ['an empty answer', { bodyInstead: new Uint8Array() }],
  ];

  it.each(faults)('bridges %s with the voice that stands by, in time', async (_title, fault) => {
    await open();
    deepgram.planByDefault('speak', { voice, ...fault });
    const startedAt = performance.now();
    const { audio, error } = await say(up);
    expect(error).toBeUndefined();
    expect(heardNotes(audio)).toBe(higherNotes);
    expect(performance.now() - startedAt).toBeLessThan(firstMs + 800);
  });

  it('bridges a vendor that is not there', async () => {
    await open();
    await deepgram.refuse();
    expect(heardNotes((await say(up)).audio)).toBe(higherNotes);
  });

  it('asks again after a fault that passes, and does not change the voice', async () => {
    await open({ TTS_FIRST_AUDIO_MS: '1500' });
    deepgram.plan('speak', { failure: deepgramFailures.unavailable() });
    expect(heardNotes((await say(up)).audio)).toBe(upNotes);
    expect(coqui.requests).toHaveLength(0);
  });

  it.each([
    ['goes quiet', 'hang', 'timeout'],
    ['is cut', 'cut', 'unavailable'],
  ] as const)(
    'says no half-sentence twice when the voice %s in mid-clause, and goes on in the other one',
    async (_title, how, kind) => {
      await open();
      deepgram.plan('speak', { voice, speed: 40, breaksOff: { at: { bytes: 1400 }, how } });
      const reply = new AbortController().signal;
      const broken = await say(up, reply);
      expect(broken.error).toMatchObject({ provider: 'deepgram', kind });
      expect(heardNotes(broken.audio)).toMatch(/^do /);
      expect(coqui.requests).toHaveLength(0);
      expect(heardNotes((await say('Sol mi do.', reply)).audio)).toBe('la fa re');
      expect(heardNotes((await say(up)).audio)).toBe(upNotes);
    },
  );

  it('leaves a vendor alone that keeps failing, and answers as fast as the other voice alone', async () => {
    await open();
    deepgram.planByDefault('speak', { breaksOff: { at: 'headers', how: 'hang' } });
    for (let reply = 0; reply < 3; reply++) await say(up);
    const asked = deepgram.requestsTo('speak').length;
    const startedAt = performance.now();
    expect(heardNotes((await say(up)).audio)).toBe(higherNotes);
    expect(performance.now() - startedAt).toBeLessThan(200);
    expect(deepgram.requestsTo('speak')).toHaveLength(asked);
    expect(log.messages('warn')).toContain('Circuit breaker OPENED');
    const breaker = room.get(Breakers).all.find(({ name }) => name === 'tts.deepgram');
    expect(breaker).toMatchObject({ state: 'open', healthCheck: 'deepgram_api' });
  });

  it('plays the phrases that never change when every voice is down', async () => {
    await open();
    room.get(PhraseWarmer).warm(['La sol.']);
    await eventually(() => {
      expect(deepgram.requestsTo('speak')).toHaveLength(1);
    }, 4000);
    await deepgram.requestsTo('speak')[0]?.ended;
    await Promise.all([deepgram.refuse(), coqui.refuse()]);
    await eventually(async () => {
      const chunks: Uint8Array[] = [];
      const { signal } = new AbortController();
      const phrase = synthesizer.synthesize({ text: 'La sol.', fixed: true }, signal);
      for await (const chunk of phrase) chunks.push(chunk);
      expect(heardNotes(Buffer.concat(chunks))).toBe('la sol');
    });
    expect((await say(up)).error).toMatchObject({ kind: 'unavailable' });
  });

  it('has no second voice when TTS_FALLBACK says so', async () => {
    await open({ TTS_FALLBACK: 'none' });
    deepgram.planByDefault('speak', { failure: deepgramFailures.internalError() });
    expect((await say(up)).error).toMatchObject({ provider: 'deepgram', status: 500 });
    expect(coqui.requests).toHaveLength(0);
  });

  it.each([
    ['deepgram', upNotes],
    ['coqui_local', higherNotes],
  ])('speaks the same conversation with TTS_PROVIDER=%s alone changed', async (name, notes) => {
    await open({ TTS_PROVIDER: name });
    expect(synthesizer.name).toBe(name);
    const reply = new AbortController();
    expect(heardNotes((await say(up, reply.signal)).audio)).toBe(notes);
    const interrupted = await hear(synthesizer, up, reply.signal, () => {
      reply.abort();
    });
    expect(interrupted.chunks).toHaveLength(1);
    expect((await say('…')).audio).toHaveLength(0);
    expect(heardNotes((await say(up)).audio)).toBe(notes);
    expect(log.messages('warn')).not.toContain('The voice failed; another one speaks');
  });
});
