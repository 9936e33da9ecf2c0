import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { joined } from '../../../test/support/audio/index.js';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { SystemClock } from '../../common/clock.js';
import { describeWithModels, modelPath } from '../testing/models.js';
import { decodeMulaw, encodeMulaw } from '../audio/index.js';
import { recording, silence } from '../testing/recordings.js';
import { SileroVoiceActivityDetector } from './silero-voice-activity-detector.js';

/** 13 dB softer. */
const quieter = (sample: number): number => sample * 0.22;
const clock = new SystemClock();
const model = modelPath('silero/silero_vad.onnx');

describe('a voice activity detector', () => {
  it('names a model file that is missing and how to get it', async () => {
    await expect(
      SileroVoiceActivityDetector.load('/nowhere/silero_vad.onnx', clock, new MemoryLog()),
    ).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: '/nowhere/silero_vad.onnx cannot be read: run `npm run setup`',
    });
  });

  it('names a model file that is damaged and how to mend it', async () => {
    const damaged = join(await mkdtemp(join(tmpdir(), 'silero-')), 'silero_vad.onnx');
    await writeFile(damaged, 'not a model');
    await expect(
      SileroVoiceActivityDetector.load(damaged, clock, new MemoryLog()),
    ).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: `${damaged} is damaged or incomplete: run \`npm run setup\``,
    });
  });
});

describeWithModels('a voice activity detector with its model', () => {
  let log: MemoryLog;
  let detector: SileroVoiceActivityDetector;

  beforeAll(async () => {
    log = new MemoryLog();
    detector = await SileroVoiceActivityDetector.load(model, clock, log);
  });

  afterAll(async () => detector.close());

  /** The probabilities of all whole windows of `audio`, pushed in pieces of `chunkBytes`. */
  async function probabilities(audio: Uint8Array, chunkBytes = 160): Promise<number[]> {
    const heard: number[] = [];
    const ends: number[] = [];
    const stream = detector.open((probability, endMs) => {
      heard.push(probability);
      ends.push(endMs);
    });
    const windows = Math.floor(audio.length / 256);
    for (let offset = 0; offset < audio.length; offset += chunkBytes) {
      stream.push(audio.subarray(offset, offset + chunkBytes));
      while (Math.floor((offset + chunkBytes) / 256) - heard.length > 4) await sleep(1);
    }
    while (heard.length < windows) await sleep(1);
    stream.close();
    expect(ends).toEqual(heard.map((_, i) => (i + 1) * 32));
    return heard;
  }

  const speechShare = (heard: number[]): number =>
    heard.filter((probability) => probability > 0.5).length / heard.length;

  it('hears speech in recordings of speech', async () => {
    for (const name of ['i-went-to-the-market.wav', 'seven.wav', 'yes.wav']) {
      expect(speechShare(await probabilities(recording(name)))).toBeGreaterThan(0.4);
    }
  });

  it('hears none in silence and in the noise of a street', async () => {
    expect(speechShare(await probabilities(new Uint8Array(16000).fill(0xff)))).toBe(0);
    expect(speechShare(await probabilities(recording('street.wav')))).toBeLessThan(0.05);
  });

  it('hears a soft first word after seconds of digital silence', async () => {
    const eight = recording('eight.wav');
    const counted = [silence(3130), recording('seven.wav'), silence(3130), eight, silence(200)];
    const audio = joined(...counted);
    const heard = await probabilities(audio);
    const fromWindow = Math.floor((audio.length - eight.length - 200 * 8) / 256);
    const voiced = heard.slice(fromWindow).filter((probability) => probability > 0.5).length;
    expect(voiced).toBeGreaterThan(6);
  });

  it('notices a soft voice as soon in the middle of a call as at its start', async () => {
    const question = recording('why-is-the-sky-blue.wav');
    const soft = encodeMulaw(decodeMulaw(recording('can-you-say-that-again.wav')).map(quieter));
    const onsets: number[] = [];
    for (const gapMs of [2500, 3301, 4710, 6000, 7203]) {
      const heard = await probabilities(joined(question, silence(gapMs), soft), 800);
      const fromWindow = Math.ceil((question.length / 8 + gapMs) / 32);
      onsets.push(heard.slice(fromWindow).findIndex((probability) => probability > 0.5));
    }
    const alone = (await probabilities(soft)).findIndex((probability) => probability > 0.5);
    expect(Math.max(...onsets)).toBeLessThanOrEqual(alone + 1);
  });

  it('hears the same however the audio is cut and whoever else is on the line', async () => {
    const alone = await probabilities(recording('seven.wav'));
    const together = await Promise.all([
      probabilities(recording('seven.wav'), 97),
      probabilities(recording('street.wav'), 160),
      probabilities(recording('goodbye.wav'), 1000),
      probabilities(recording('seven.wav'), 800),
    ]);
    for (const heard of [together[0], together[3]]) {
      expect(heard.map((p) => p.toFixed(3))).toEqual(alone.map((p) => p.toFixed(3)));
    }
  });

  it('reports nothing after a stream was closed, also when it was closed during a run', async () => {
    const heard: number[] = [];
    const stream = detector.open((probability) => heard.push(probability));
    stream.push(recording('seven.wav').subarray(0, 512));
    await Promise.resolve();
    stream.close();
    stream.push(recording('seven.wav'));
    await sleep(100);
    expect(heard).toEqual([]);
  });

  it('keeps about a second of what it cannot follow, skips the rest and says so', async () => {
    const ends: number[] = [];
    const stream = detector.open((_probability, endMs) => ends.push(endMs));
    stream.push(new Uint8Array(24_000).fill(0xff));
    while (ends.at(-1) !== 2976) await sleep(5);
    stream.close();
    expect(ends[0]).toBeGreaterThanOrEqual(2000);
    expect(log.lines).toEqual([
      expect.objectContaining({
        level: 'warn',
        message: 'voice activity detection fell behind; audio is skipped',
      }),
      expect.objectContaining({ message: 'voice activity detection skipped audio of a call' }),
    ]);
  });

  it('goes on for the others when one listener fails', async () => {
    const heard: number[] = [];
    const bad = detector.open(() => {
      throw new Error('listener');
    });
    const good = detector.open((probability) => heard.push(probability));
    bad.push(new Uint8Array(256).fill(0xff));
    good.push(new Uint8Array(512).fill(0xff));
    while (heard.length < 2) await sleep(1);
    bad.close();
    good.close();
    expect(log.messages('error')).toEqual(['a call failed to handle its voice activity']);
  });

  it('holds the event loop for much less than a frame while many calls talk', async () => {
    const gaps: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      gaps.push(performance.now() - last);
      last = performance.now();
    }, 1);
    await Promise.all(
      Array.from({ length: 32 }, async () => probabilities(recording('seven.wav'))),
    );
    clearInterval(timer);
    const sorted = gaps.toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(20);
  });
});
