import { cp, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeMulaw, levelDbfs } from '../../../audio/index.js';
import { describeWithModels, modelPath } from '../../../testing/models.js';
import { collect } from '../../testing/collect.js';
import { synthesizerContract } from '../../testing/synthesizer-contract.js';
import { CoquiLocal } from './coqui-local.provider.js';

const never = new AbortController().signal;

describeWithModels('CoquiLocal with its voice', () => {
  let synthesizer: CoquiLocal;

  beforeAll(async () => {
    synthesizer = await CoquiLocal.start({ modelsFolder: modelPath(''), workers: 1, threads: 1 });
  });

  afterAll(async () => synthesizer.close());

  synthesizerContract('coqui_local in this process', () => ({
    name: 'coqui_local',
    synthesizer,
    // One voice for all cases: it takes seconds to load.
    close: async () => Promise.resolve(),
  }));

  it('begins to speak within 40 ms of its first audio', async () => {
    const pcm = decodeMulaw(await collect(synthesizer, { text: 'Well done!' }));
    expect(pcm.findIndex((sample) => Math.abs(sample) > 600)).toBeLessThan(60 * 8);
  });

  it.each(['Yes.', 'I went to the market.', 'Great start! We say, I went to the market.'])(
    'says %j at about -20 dBFS',
    async (text) => {
      const level = levelDbfs(decodeMulaw(await collect(synthesizer, { text })));
      expect(level).toBeGreaterThan(-24);
      expect(level).toBeLessThan(-18);
    },
  );

  it('gives the first sentence before it has made the second', async () => {
    const text = 'Well done! Now tell me about your family, your friends and your school today.';
    const startedAt = performance.now();
    let firstMs = 0;
    for await (const chunk of synthesizer.synthesize({ text }, never)) {
      if (chunk.length > 0) firstMs ||= performance.now() - startedAt;
    }
    expect(firstMs).toBeLessThan((performance.now() - startedAt) * 0.8);
  });

  it('lets another call speak between the pieces of a long clause', async () => {
    const finished: string[] = [];
    const say = async (name: string, text: string): Promise<void> => {
      await collect(synthesizer, { text });
      finished.push(name);
    };
    await Promise.all([
      say('long', 'She has two goats, a big cow, and three hens. '.repeat(6)),
      say('short', 'Well done!'),
    ]);
    expect(finished).toEqual(['short', 'long']);
  });

  it.each([
    ['MODEL_MISSING', 'voice-joe/tokens.txt', async (path: string) => rm(path)],
    ['MODEL_MISSING', 'espeak-ng-data/phontab', async (path: string) => rm(path)],
    ['MODEL_CORRUPT', 'voice-joe/model.onnx', async (path: string) => truncate(path, 1_000_000)],
    ['MODEL_CORRUPT', 'espeak-ng-data/en_dict', async (path: string) => writeFile(path, '')],
  ])('does not start with %s, and names %s', async (code, name, damage) => {
    const modelsFolder = await mkdtemp(join(tmpdir(), 'coqui-'));
    for (const folder of ['voice-joe', 'espeak-ng-data']) {
      await cp(modelPath(folder), join(modelsFolder, folder), {
        recursive: true,
        dereference: true,
      });
    }
    await damage(join(modelsFolder, name));
    const starting = CoquiLocal.start({ modelsFolder, workers: 1, threads: 1 });
    await expect(starting).rejects.toMatchObject({
      code,
      message: expect.stringContaining(join(modelsFolder, name)) as unknown,
    });
    await rm(modelsFolder, { recursive: true });
  });
});
