import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithModels, modelPath } from '../../../testing/models.js';
import { recording, silence } from '../../../testing/recordings.js';
import { recognizerContract } from '../../testing/recognizer-contract.js';
import { WhisperLocal } from './whisper-local.provider.js';

const never = new AbortController().signal;

describe('WhisperLocal', () => {
  it.each([
    ['MODEL_MISSING', undefined, 'encoder.onnx cannot be read: run `npm run setup`'],
    ['MODEL_CORRUPT', '', 'encoder.onnx is damaged or incomplete: run `npm run setup`'],
    ['MODEL_CORRUPT', 'garbage', 'encoder.onnx is damaged or incomplete: run `npm run setup`'],
  ])('does not start with %s when the encoder is %j', async (code, content, message) => {
    const modelFolder = await mkdtemp(join(tmpdir(), 'whisper-'));
    if (content !== undefined) await writeFile(join(modelFolder, 'encoder.onnx'), content);
    const starting = WhisperLocal.start({ modelFolder, workers: 1, threads: 1 });
    await expect(starting).rejects.toMatchObject({
      code,
      message: join(modelFolder, message),
    });
  });
});

describeWithModels('WhisperLocal with its model', () => {
  let recognizer: WhisperLocal;

  beforeAll(async () => {
    const modelFolder = modelPath('whisper-base');
    recognizer = await WhisperLocal.start({ modelFolder, workers: 1, threads: 2 });
  });

  afterAll(async () => recognizer.close());

  recognizerContract('whisper_local', () => ({
    name: 'whisper_local',
    recognizer,
    close: async () => Promise.resolve(),
  }));

  it.each([
    ['yes.wav', /^yes\W*$/i],
    ['it-is-seven.wav', /^it is (seven|7)\W*$/i],
    ['maths-please.wav', /^maths?,? please\W*$/i],
    ['why-is-the-sky-blue.wav', /^why is the sky blue\W*$/i],
    ['goodbye.wav', /^good ?bye\W*$/i],
  ])('recognises %s', async (name, words) => {
    const { text } = await recognizer.recognize({ audio: recording(name) }, never);
    expect(text).toMatch(words);
  });

  it('loses nothing of an utterance that is longer than Whisper listens', async () => {
    const audio = Buffer.concat([
      recording('i-went-to-the-market.wav'),
      silence(27_000),
      recording('my-sister-is-a-teacher.wav'),
      silence(3_000),
      recording('goodbye.wav'),
    ]);
    const { text } = await recognizer.recognize({ audio }, never);
    expect(text).toMatch(/I went to the market.*my sister is a teacher.*good ?bye/i);
  });

  it('never decodes what was aborted in line', async () => {
    const audio = recording('i-went-to-the-market.wav');
    const started = performance.now();
    const aborted = new AbortController();
    const first = recognizer.recognize({ audio }, never);
    const others = Array.from({ length: 20 }, async () =>
      recognizer.recognize({ audio }, aborted.signal),
    );
    aborted.abort();
    await first;
    const oneMs = performance.now() - started;
    expect(await Promise.allSettled(others)).toEqual(
      Array(20).fill(expect.objectContaining({ status: 'rejected' })),
    );
    await recognizer.recognize({ audio }, never);
    expect(performance.now() - started).toBeLessThan(6 * oneMs);
  });

  it('keeps the event loop free while it decodes', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await recognizer.recognize({ audio: recording('why-is-the-sky-blue.wav') }, never);
    clearInterval(timer);
    // Decoding takes hundreds of ms; a loop that it held would not tick at all.
    expect(ticks).toBeGreaterThan(5);
  });
});
