import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ct2Checkpoint } from './ct2-checkpoint.mjs';

let folder, file;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ct2-spec-'));
  file = join(folder, 'model.bin');
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

const u8 = (value) => Buffer.of(value);
const u16 = (value) => Buffer.from(Uint16Array.of(value).buffer);
const u32 = (value) => Buffer.from(Uint32Array.of(value).buffer);
const text = (value) => Buffer.concat([u16(value.length + 1), Buffer.from(`${value}\0`)]);
const tensor = (name, dims, type, halves) => {
  const bytes = Buffer.from(Uint16Array.from(halves).buffer);
  return Buffer.concat([
    text(name),
    u8(dims.length),
    ...dims.map(u32),
    u8(type),
    u32(bytes.length),
    bytes,
  ]);
};
const checkpoint = (...tensors) =>
  Buffer.concat([u32(6), text('WhisperSpec'), u32(3), u32(tensors.length), ...tensors]);

it('reads halves as the numbers they stand for', async () => {
  const halves = [0x0000, 0x8000, 0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x7c00];
  await writeFile(file, checkpoint(tensor('a/weight', [2, 4], 4, halves)));
  const { dims, data } = (await Ct2Checkpoint.read(file)).weights('a/weight');
  expect(dims).toEqual([2, 4]);
  expect([...data]).toEqual([0, -0, 1, -2, 0.333251953125, 2 ** -24, 65504, Infinity]);
});

it('reads whole numbers and counts layers', async () => {
  const layers = [0, 1].map((i) => tensor(`encoder/layer_${i}/ffn/linear_0/weight`, [1], 4, [0]));
  await writeFile(file, checkpoint(tensor('encoder/num_heads', [], 2, [8]), ...layers));
  const read = await Ct2Checkpoint.read(file);
  expect(read.int16('encoder/num_heads')).toBe(8);
  expect(read.layers('encoder')).toBe(2);
  expect(read.layers('decoder')).toBe(0);
});

it('names what is missing or of another precision', async () => {
  await writeFile(file, checkpoint(tensor('a', [1], 1, [0])));
  const read = await Ct2Checkpoint.read(file);
  expect(() => read.weights('b')).toThrow('has no b');
  expect(() => read.weights('a')).toThrow('a is not in half precision');
});

it('knows what is not a checkpoint, and one that is cut off', async () => {
  await writeFile(file, Buffer.alloc(64));
  await expect(Ct2Checkpoint.read(file)).rejects.toThrow('is not a Whisper checkpoint');
  await writeFile(file, checkpoint(tensor('a', [1], 4, [0])).subarray(0, -1));
  await expect(Ct2Checkpoint.read(file)).rejects.toThrow('cut off');
});
