import { copyFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithModels, modelPath } from '../testing/models.js';
import { recording, silence } from '../testing/recordings.js';
import { SmartTurn } from './smart-turn.js';

const never = new AbortController().signal;
/** Set-up goes on without this model, and so do the tests. */
const smartTurn = 'smart-turn/smart-turn-v3.2-cpu.onnx';
const model = modelPath(smartTurn);

async function modelFile(content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'smart-turn-')), 'model.onnx');
  await writeFile(path, content);
  return path;
}

describe('SmartTurn', () => {
  it('names a model file that is missing and how to get it', async () => {
    await expect(SmartTurn.start('/nowhere/model.onnx')).rejects.toMatchObject({
      code: 'MODEL_MISSING',
      message: '/nowhere/model.onnx cannot be read: run `npm run setup`',
    });
  });

  it('names a model file that is damaged and how to mend it', async () => {
    const path = await modelFile('not a model');
    await expect(SmartTurn.start(path)).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: `${path} is damaged or incomplete: run \`npm run setup\``,
    });
  });
});

describeWithModels(
  'SmartTurn with its model',
  () => {
    let detector: SmartTurn;

    beforeEach(async () => {
      detector = await SmartTurn.start(model);
    });

    afterEach(async () => detector.close());

    const ask = async (audio: Uint8Array, signal = never): Promise<number> =>
      detector.completion(audio, signal);
    const beginning = (name: string): Uint8Array => {
      const audio = recording(name);
      return audio.subarray(0, audio.length / 2);
    };

    /** The figures are of the vendor's own chain, in pipecat 1.14.0, with its resampler and extractor. */
    it.each([
      ['can-you-say-that-again.wav', 0.989],
      ['i-think-it-is-ten.wav', 0.945],
      ['i-want-to-practise-english.wav', 0.988],
      ['i-went-to-the-market.wav', 0.86],
      ['why-is-the-sky-blue.wav', 0.987],
      ['yes.wav', 0.978],
      ['mm-hm.wav', 0.015],
    ])('is as sure as the vendor about %s: %d', async (name, completion) => {
      expect(Math.abs((await ask(recording(name))) - completion)).toBeLessThan(0.05);
    });

    it.each([
      'can-you-say-that-again.wav',
      'i-think-it-is-ten.wav',
      'i-want-to-practise-english.wav',
      'i-went-to-the-market.wav',
      'why-is-the-sky-blue.wav',
    ])('hears that the first half of %s is not all', async (name) => {
      expect(await ask(beginning(name))).toBeLessThan(0.2);
      expect(await ask(recording(name))).toBeGreaterThan(0.8);
    });

    it('listens to the last 8 s only', async () => {
      const question = recording('can-you-say-that-again.wav');
      const long = Buffer.concat([recording('street.wav'), silence(8_000), question]);
      expect(await ask(long)).toBe(await ask(long.subarray(-64_000)));
    });

    it('leaves the audio as it was', async () => {
      const audio = recording('yes.wav');
      await ask(audio);
      expect(audio).toEqual(recording('yes.wav'));
    });

    it('answers about nothing and about silence', async () => {
      for (const audio of [new Uint8Array(0), silence(20), silence(8_000)]) {
        const completion = await ask(audio);
        expect(completion).toBeGreaterThanOrEqual(0);
        expect(completion).toBeLessThanOrEqual(1);
      }
    });

    it('answers several calls in the order they ask, each about its own caller', async () => {
      const order: number[] = [];
      const audios = [recording('yes.wav'), recording('mm-hm.wav'), beginning('maths-please.wav')];
      const together = await Promise.all(
        audios.map(async (audio, index) => {
          const completion = await ask(audio);
          order.push(index);
          return completion;
        }),
      );
      expect(order).toEqual([0, 1, 2]);
      for (const [index, audio] of audios.entries()) expect(await ask(audio)).toBe(together[index]);
    });

    it('never listens for one that is aborted in line, and drops one that is aborted later', async () => {
      const aborted = new AbortController();
      const dropped = ask(silence(8_000), aborted.signal);
      const waiting = Array.from({ length: 30 }, async () => ask(silence(8_000), aborted.signal));
      const startedAt = performance.now();
      aborted.abort();
      for (const each of [dropped, ...waiting]) {
        await expect(each).rejects.toMatchObject({ name: 'AbortError' });
      }
      await ask(recording('yes.wav'));
      expect(performance.now() - startedAt).toBeLessThan(1_500);
      await expect(ask(silence(20), aborted.signal)).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('finishes what runs when it closes, and refuses what waits and what comes', async () => {
      const running = ask(recording('yes.wav'));
      const waiting = ask(recording('yes.wav'));
      await sleep(10);
      await Promise.all([
        detector.close(),
        expect(running).resolves.toBeGreaterThan(0.9),
        expect(waiting).rejects.toMatchObject({ provider: 'smart_turn', kind: 'unavailable' }),
      ]);
      await expect(ask(recording('yes.wav'))).rejects.toMatchObject({ provider: 'smart_turn' });
      await detector.close();
    });

    it('keeps the event loop free while it listens', async () => {
      let ticks = 0;
      const timer = setInterval(() => ticks++, 5);
      await Promise.all(Array.from({ length: 8 }, async () => ask(silence(8_000))));
      clearInterval(timer);
      // Eight take half a second; a loop that they held would not tick at all.
      expect(ticks).toBeGreaterThan(5);
    });

    it('does not start with the model of something else, or with a cut one', async () => {
      const other = await modelFile('');
      await copyFile(modelPath('silero/silero_vad.onnx'), other);
      const cut = await modelFile((await readFile(model)).subarray(0, -1));
      for (const path of [other, cut]) {
        await expect(SmartTurn.start(path)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
      }
    });
  },
  smartTurn,
);
