import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zip } from '../testing/archives.mjs';
import { unzip, zipEntries } from './zip.mjs';

const FILES = { 'a/one.txt': 'one '.repeat(5000), 'a/empty': '', 'two.bin': randomBytes(70_000) };
let folder, archive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-spec-'));
  archive = join(folder, 'wheel.zip');
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

it.each([
  ['packed', {}],
  ['stored', { stored: true }],
  ['followed by a long comment', { comment: 'PK '.repeat(9000) }],
])('reads back files that are %s', async (_how, options) => {
  await writeFile(archive, zip(FILES, options));
  const entries = await zipEntries(archive);
  expect(entries.map(({ path }) => path)).toEqual(Object.keys(FILES));
  for (const entry of entries) {
    const target = join(folder, 'out', entry.path);
    await unzip(archive, entry, target);
    expect((await readFile(target)).equals(Buffer.from(FILES[entry.path]))).toBe(true);
  }
});

it('lists files, not folders', async () => {
  await writeFile(archive, zip({ 'a/': '', 'a/b': 'b' }));
  expect((await zipEntries(archive)).map(({ path }) => path)).toEqual(['a/b']);
});

it('puts one part behind the other', async () => {
  await writeFile(archive, zip({ one: 'first, ', two: 'second' }));
  const target = join(folder, 'whole');
  for (const entry of await zipEntries(archive)) await unzip(archive, entry, target, true);
  expect(await readFile(target, 'utf8')).toBe('first, second');
});

it('says which file is damaged inside', async () => {
  const bytes = zip({ one: 'hello there' }, { stored: true });
  bytes[bytes.indexOf('hello')] ^= 1;
  await writeFile(archive, bytes);
  const [entry] = await zipEntries(archive);
  await expect(unzip(archive, entry, join(folder, 'out'))).rejects.toThrow('one is damaged');
});

it('knows what is not a zip archive', async () => {
  await writeFile(archive, '<html>Not found</html>');
  await expect(zipEntries(archive)).rejects.toThrow('not a zip archive');
});

it('refuses a way of packing that it does not know', async () => {
  const bytes = zip({ one: 'hello' });
  bytes.writeUInt16LE(99, bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 10);
  await writeFile(archive, bytes);
  const [entry] = await zipEntries(archive);
  await expect(unzip(archive, entry, join(folder, 'out'))).rejects.toThrow('unknown method 99');
});
