import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { areInstalled, ensureDependencies, projectNode } from './dependencies.mjs';

const LOCKED = {
  '': { version: '0.1.0' },
  'node_modules/ws': { version: '8.0.0', integrity: 'sha512-a' },
  'node_modules/for-another-machine': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};
const installedWith = (ws) => ({ 'node_modules/ws': { ...LOCKED['node_modules/ws'], ...ws } });
const silent = {
  line: () => undefined,
  progress: () => ({ bytes: () => undefined, end: () => undefined }),
};

let project;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'dependencies-spec-'));
  await writeFile(join(project, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
});

afterEach(async () => rm(project, { recursive: true, force: true }));

async function record(packages) {
  await mkdir(join(project, 'node_modules'), { recursive: true });
  const file = join(project, 'node_modules', '.package-lock.json');
  await writeFile(file, JSON.stringify({ packages }));
}

it('installs where nothing is installed', async () => {
  expect(await areInstalled(project)).toBe(false);
});

it('leaves alone what npm recorded at the locked versions, missing packages of other machines included', async () => {
  await record(installedWith({}));
  expect(await areInstalled(project)).toBe(true);
});

it.each([
  ['version', { version: '7.9.0' }],
  ['content', { integrity: 'sha512-c' }],
])('installs again when a package has another %s than the lockfile', async (_what, difference) => {
  await record(installedWith(difference));
  expect(await areInstalled(project)).toBe(false);
});

it('installs again when a package is missing', async () => {
  await record({});
  expect(await areInstalled(project)).toBe(false);
});

it('repeats what npm says when the installation fails', async () => {
  const failing = ensureDependencies(project, silent, new AbortController().signal);
  await expect(failing).rejects.toThrow(/^npm ci failed:\n {2}npm error/);
});

it('says what to do when the project has no Node of its own', () => {
  const { versions } = process;
  Object.defineProperty(process, 'versions', { value: { ...versions, node: '22.1.0' } });
  try {
    expect(() => projectNode(project)).toThrow(/npm rebuild node/);
  } finally {
    Object.defineProperty(process, 'versions', { value: versions });
  }
});
