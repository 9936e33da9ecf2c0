import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithModels, modelPath } from '../testing/models.js';
import { requireModelFile } from './model-files.js';

/** Protobuf: field 1 (a number), field 7 (four bytes: the network), field 8 (one byte). */
const onnx = Buffer.from([0x08, 0x0a, 0x3a, 0x04, 1, 2, 3, 4, 0x42, 0x01, 5]);

describe('requireModelFile', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models-'));
  });

  async function check(name: string, content: Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return requireModelFile(path);
  }

  it('takes a whole ONNX file, and any other file that is not empty', async () => {
    expect(await check('model.onnx', onnx)).toBe(join(folder, 'model.onnx'));
    expect(await check('tokens.txt', Buffer.from('a 1\n'))).toBe(join(folder, 'tokens.txt'));
  });

  it.each([
    ['is empty', Buffer.alloc(0)],
    ['is cut off', onnx.subarray(0, -1)],
    ['is cut off within a number', Buffer.from([0x08, 0x80])],
    ['is longer than it says', Buffer.concat([onnx, Buffer.alloc(3)])],
    ['is of another kind', Buffer.from('<html>not found</html>')],
    ['is all zeros', Buffer.alloc(100)],
    ['has no network', onnx.subarray(0, 2)],
  ])('refuses an ONNX file that %s', async (_title, content) => {
    await expect(check('bad.onnx', content)).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: `${join(folder, 'bad.onnx')} is damaged or incomplete: run \`npm run setup\``,
    });
  });

  it.each([
    ['MODEL_MISSING', 'is not there', 'no.onnx'],
    ['MODEL_CORRUPT', 'is a folder', '.'],
  ])('refuses with %s a file that %s', async (code, _title, name) => {
    await expect(requireModelFile(join(folder, name))).rejects.toMatchObject({ code });
  });
});

describeWithModels('requireModelFile with the real models', () => {
  it.each(['whisper-base/encoder.onnx', 'voice-joe/model.onnx', 'silero/silero_vad.onnx'])(
    'takes %s, and refuses it with its last byte missing',
    async (name) => {
      expect(await requireModelFile(modelPath(name))).toBe(modelPath(name));
      const cut = join(await mkdtemp(join(tmpdir(), 'cut-')), 'model.onnx');
      await writeFile(cut, (await readFile(modelPath(name))).subarray(0, -1));
      await expect(requireModelFile(cut)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    },
  );
});
