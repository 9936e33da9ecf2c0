import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localModelsCheck } from './local-models-check.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('the check of local models', () => {
  let home: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'local-models-'));
    await mkdir(join(home, 'models/voice/data'), { recursive: true });
    await writeFile(join(home, 'models/voice/model.onnx'), 'weights');
    await writeFile(join(home, 'models/voice/data/b'), 'two');
    await writeFile(join(home, 'models/voice/data/a'), 'one');
    const verified = {
      'models/voice/model.onnx': { sha256: sha256('weights') },
      'models/voice/data/': { sha256: sha256(`${sha256('one')}  a\n${sha256('two')}  b\n`) },
    };
    await writeFile(join(home, 'verified.json'), JSON.stringify(verified));
  });

  afterEach(async () => {
    await rm(home, { recursive: true });
  });

  async function findings(needed: string[], optional: string[] = []): Promise<string[]> {
    const check = localModelsCheck(home, needed, optional);
    const found = await check.run(new AbortController().signal);
    return found.map(({ verdict, message }) => `${verdict} ${message.replace(home, '~')}`);
  }

  it('finds whole files and folders intact', async () => {
    expect(await findings(['voice/'])).toEqual(['ok 2 present and intact']);
    expect(await findings([])).toEqual(['ok none are used']);
  });

  it('finds one damaged byte in a file, or in a folder', async () => {
    await writeFile(join(home, 'models/voice/model.onnx'), 'weighty');
    await writeFile(join(home, 'models/voice/data/b'), 'too');
    expect(await findings(['voice/'])).toEqual([
      'fault ~/models/voice/model.onnx is damaged: run npm run setup',
      'fault ~/models/voice/data/ is damaged: run npm run setup',
    ]);
  });

  it('finds what is missing, or was never set up', async () => {
    await rm(join(home, 'models/voice/model.onnx'));
    expect(await findings(['voice/', 'ear/'])).toEqual([
      'fault ~/models/voice/model.onnx is missing: run npm run setup',
      'fault ear/ was never set up: run npm run setup',
    ]);
  });

  it('only warns of what is not needed', async () => {
    expect(await findings(['voice/'], ['ear/'])).toEqual([
      'warning ear/ was never set up: run npm run setup',
    ]);
  });
});
