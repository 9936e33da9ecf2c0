import { setTimeout as pause } from 'node:timers/promises';
import { MemoryLog } from '../../../../../test/support/memory-log.js';
import { DeepgramStandIn } from '../../../../../test/support/vendors/deepgram/deepgram-stand-in.js';
import { deepgramFailures } from '../../../../../test/support/vendors/deepgram/failures.js';
import { SystemClock } from '../../../../common/clock.js';
import { recording, silence } from '../../../testing/recordings.js';
import { DeadlineRecognizer } from '../../deadline-recognizer.js';
import { recognizerContract } from '../../testing/recognizer-contract.js';
import type { PartialWords, RecognitionStream, Transcript } from '../../speech-recognizer.js';
import { Deepgram } from './deepgram.provider.js';

const never = new AbortController().signal;
/** A second without a pause, which the stand-in takes for three words. */
const sentence = Uint8Array.from({ length: 8000 }, (_, i) => (i % 8 < 4 ? 0x10 : 0x90));

describe.each([
  ['nova-3', 'listen'],
  ['flux-general-en', 'flux'],
] as const)('Deepgram with %s', (model, endpoint) => {
  let server: DeepgramStandIn;
  let recognizer: Deepgram;
  let log: MemoryLog;
  let stream: RecognitionStream;
  let partials: PartialWords[];
  let pushedMs: number;

  const withKey = (apiKey: string): Deepgram =>
    new Deepgram({ apiKey, baseUrl: server.url, model }, new SystemClock(), log);

  const open = (with_ = recognizer): void => {
    stream = with_.open({ heard: (words) => partials.push(words) });
  };

  /** Pushes audio as a call does, only `speed` times faster. */
  async function speak(audio: Uint8Array, speed = 4): Promise<void> {
    for (let at = 0; at < audio.length; at += 160) {
      stream.push(audio.slice(at, at + 160));
      if ((at / 160) % 10 === 9) await pause(200 / speed);
    }
    pushedMs += audio.length / 8;
  }

  const words = async (fromMs: number, signal = never): Promise<Transcript> =>
    stream.recognize({ audio: silence(0), fromMs, toMs: pushedMs }, signal);

  beforeEach(async () => {
    server = await DeepgramStandIn.start({ apiKey: 'key' });
    log = new MemoryLog();
    recognizer = withKey('key');
    partials = [];
    pushedMs = 0;
  });

  afterEach(async () => {
    await recognizer.close();
    await server.close();
  });

  recognizerContract('deepgram', () => ({
    recognizer,
    hearsNext: (text) => {
      server.plan(endpoint, { texts: [text] });
    },
    hangsNext: () => {
      server.plan(endpoint, { breaksOff: { at: 'headers', how: 'hang' } });
    },
  }));

  it('tells words while the caller speaks, and the final ones at the trigger', async () => {
    server.plan(endpoint, { texts: ['It is seven.'] });
    open();
    await speak(silence(400));
    await speak(sentence);
    expect(partials.map((partial) => partial.since(0))).toContain('It is');
    await speak(silence(160));
    const { text, confidence } = await words(300);
    expect(text).toBe('It is seven.');
    expect(confidence).toBeCloseTo(0.98);
    expect(partials.at(-1)).toMatchObject({ isOver: true });
  });

  it('keeps the utterances of a call apart, on one connection', async () => {
    server.plan(endpoint, { texts: ['It is seven.', 'No, eight.'] });
    open();
    await speak(sentence);
    await speak(silence(160));
    expect((await words(0)).text).toBe('It is seven.');
    await speak(silence(1000));
    const fromMs = pushedMs - 300;
    await speak(sentence);
    await speak(silence(160));
    expect((await words(fromMs)).text).toBe('No, eight.');
    expect((await words(0)).text).toBe('It is seven. No, eight.');
    expect(server.requestsTo(endpoint)).toHaveLength(1);
  });

  it('hears nothing in noise without words', async () => {
    server.plan(endpoint, { texts: [''] });
    open();
    await speak(recording('cough.wav'));
    await speak(silence(160));
    expect(await words(0)).toEqual({ text: '', confidence: null });
  });

  it('loses no words when the connection breaks in mid-sentence', async () => {
    const closes = { afterMs: 250, code: 1011, reason: 'NET-0000' };
    server.plan(endpoint, { closes }, { texts: ['It is seven.'] });
    open();
    await speak(silence(400));
    await speak(sentence, 2);
    await speak(silence(160));
    expect((await words(300)).text).toBe('It is seven.');
    expect(server.requestsTo(endpoint)).toHaveLength(2);
    expect(log.messages('warn')).toEqual(['recognition has no connection']);
  });

  it('keeps what was final before the connection broke', async () => {
    const closes = { afterMs: 700, code: 1006 };
    server.plan(endpoint, { closes, texts: ['It is seven.'] }, { texts: ['No, eight.'] });
    open();
    await speak(sentence);
    await speak(silence(160));
    expect((await words(0)).text).toBe('It is seven.');
    await pause(700);
    await speak(sentence);
    await speak(silence(160));
    expect((await words(0)).text).toBe('It is seven. No, eight.');
  });

  it('waits for a server that is too busy, and for one that is not there', async () => {
    server.plan(
      endpoint,
      { failure: deepgramFailures.tooManyRequests() },
      { failure: deepgramFailures.unavailable() },
      { texts: ['It is seven.'] },
    );
    open();
    await speak(sentence, 20);
    await speak(silence(160), 20);
    expect((await words(0)).text).toBe('It is seven.');
    expect(log.lines.map((line) => line['status'])).toEqual([429, 503]);

    await server.refuse();
    const later = words(pushedMs);
    await pause(150);
    await server.accept();
    expect((await later).text).toBe('');
  });

  it('fails at once with a wrong key, naming the variable and not the key', async () => {
    open(withKey('wrong'));
    await speak(sentence, 20);
    const refusal = {
      kind: 'rejected',
      message: 'deepgram: the server answered 401; check DEEPGRAM_API_KEY and DEEPGRAM_STT_MODEL',
    };
    await expect(words(0)).rejects.toMatchObject(refusal);
    await expect(words(0)).rejects.toMatchObject(refusal);
    expect(server.refused).toHaveLength(1);
    await stream.close();
  });

  it('stops waiting when it is aborted, and hears the next utterance', async () => {
    server.plan(endpoint, { delayMs: 300, texts: ['It is seven.'] });
    open();
    await speak(sentence, 20);
    const controller = new AbortController();
    const work = words(0, controller.signal);
    controller.abort();
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    await speak(silence(160));
    expect((await words(0)).text).toBe('It is seven.');
  });

  it('closes the connection with the stream, and fails who still waits', async () => {
    server.plan(endpoint, { breaksOff: { at: 'headers', how: 'hang' } }, {});
    open();
    await speak(silence(200));
    const work = words(0);
    work.catch(() => undefined);
    await pause(50);
    await stream.close();
    await expect(work).rejects.toMatchObject({ kind: 'unavailable' });
    open();
    await speak(silence(100));
    await pause(50);
    await stream.close();
    await stream.close();
    stream.push(silence(20));
    const [, request] = server.requestsTo(endpoint);
    expect(request?.body.texts.at(-1)).toEqual({ type: 'CloseStream' });
    expect(await request?.ended).toBe('answered');
  });

  it('fails with a timeout when the server keeps silent', async () => {
    server.plan(endpoint, { breaksOff: { at: 'headers', how: 'hang' } });
    const timely = new DeadlineRecognizer(recognizer, 300, new SystemClock());
    const listening = timely.open?.({ heard: () => undefined });
    listening?.push(sentence);
    const stretch = { audio: sentence, fromMs: 0, toMs: 1000 };
    await expect(listening?.recognize(stretch, never)).rejects.toMatchObject({ kind: 'timeout' });
    await listening?.close();
  });

  it('asks for the telephone’s own audio and sends it as it came', async () => {
    open();
    await speak(sentence);
    await words(0);
    const [request] = server.requestsTo(endpoint);
    expect(request?.body.query).toMatchObject({ model, encoding: 'mulaw', sample_rate: '8000' });
    expect(new Uint8Array(request?.body.audio ?? [])).toEqual(sentence);
  });
});
