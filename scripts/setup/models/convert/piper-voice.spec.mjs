import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { preparePiperVoice } from './piper-voice.mjs';

const VOICE = {
  audio: { sample_rate: 22050 },
  espeak: { voice: 'en-us' },
  language: { name_english: 'English' },
  num_speakers: 1,
  phoneme_id_map: { _: [0], '^': [1], ' ': [3], ɪ: [74] },
};

let folder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'piper-spec-'));
  await writeFile(join(folder, 'voice.onnx'), 'the model');
  await writeFile(join(folder, 'voice.onnx.json'), JSON.stringify(VOICE));
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

it('lists the phonemes with their numbers', async () => {
  await preparePiperVoice({ inputs: folder, output: folder });
  expect(await readFile(join(folder, 'tokens.txt'), 'utf8')).toBe('_ 0\n^ 1\n  3\nɪ 74\n');
});

it('appends to the model what sherpa-onnx must know, once, however often it runs', async () => {
  await preparePiperVoice({ inputs: folder, output: folder });
  await preparePiperVoice({ inputs: folder, output: folder });
  const model = await readFile(join(folder, 'model.onnx'));
  expect(model.subarray(0, 9).toString()).toBe('the model');
  // Field 14, 14 bytes: field 1 holds the key, field 2 the value.
  const entry = Buffer.concat([
    Buffer.of((14 << 3) | 2, 14, 0x0a, 5),
    Buffer.from('voice'),
    Buffer.of(0x12, 5),
    Buffer.from('en-us'),
  ]);
  expect(model.indexOf(entry)).toBeGreaterThan(0);
  expect(model.indexOf(entry)).toBe(model.lastIndexOf(entry));
});
