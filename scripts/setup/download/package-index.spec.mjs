import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnreachableError } from './download.mjs';
import { locateArchive } from './package-index.mjs';

const REPORT = { install: [{ download_info: { url: 'https://index.test/a-1.0.whl' } }] };
const { PATH } = process.env;
let folder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-index-spec-'));
  process.env.PATH = folder;
});

afterEach(async () => {
  process.env.PATH = PATH;
  await rm(folder, { recursive: true, force: true });
});

/** Puts a package client on the PATH that answers as told. */
async function client(name, { version = '', answer = '', complaint = '', code = 0 }) {
  const script = `#!${process.execPath}
    const isVersion = process.argv.includes('--version');
    console.error(isVersion ? '' : ${JSON.stringify(complaint)});
    console.log(isVersion ? ${JSON.stringify(version)} : ${JSON.stringify(answer)});
    process.exitCode = isVersion ? 0 : ${code};`;
  await writeFile(join(folder, `${name}.cjs`), script);
  await writeFile(
    join(folder, name),
    `#!/bin/sh\nexec ${process.execPath} ${join(folder, `${name}.cjs`)} "$@"\n`,
  );
  await chmod(join(folder, name), 0o755);
}

it('asks pip where a wheel is', async () => {
  await client('pip', { version: 'pip 23.2.1 from /usr/lib', answer: JSON.stringify(REPORT) });
  expect(await locateArchive('pypi', 'a==1.0')).toBe('https://index.test/a-1.0.whl');
});

it('passes over a pip that is too old for the question', async () => {
  await client('pip', { version: 'pip 20.3.4 from /usr/lib' });
  await client('pip3', { version: 'pip 22.2 from /usr/lib', answer: JSON.stringify(REPORT) });
  expect(await locateArchive('pypi', 'a==1.0')).toBe('https://index.test/a-1.0.whl');
});

it('says so when there is no pip', async () => {
  const asking = locateArchive('pypi', 'a==1.0');
  await expect(asking).rejects.toThrow(UnreachableError);
  await expect(asking).rejects.toThrow('there is no pip 22.2 or newer here');
});

it('repeats why pip does not find a package', async () => {
  await client('pip', { version: 'pip 23.2.1', complaint: 'ERROR: no such package', code: 1 });
  await expect(locateArchive('pypi', 'a==1.0')).rejects.toThrow(
    'pip does not find a==1.0: ERROR: no such package',
  );
});

it('asks npm where a tarball is', async () => {
  await client('npm', { answer: '{ "tarball": "https://index.test/a-1.0.tgz" }' });
  expect(await locateArchive('npm', 'a@1.0')).toBe('https://index.test/a-1.0.tgz');
});

it('says so when npm cannot be started', async () => {
  await expect(locateArchive('npm', 'a@1.0')).rejects.toThrow('npm could not be started');
});
