// @ts-check
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { withLock } from './lock.mjs';
import { runQuietly } from './processes.mjs';

const SHOWN_LINES = 12;

/**
 * What npm keeps about a package, in the lockfile and in the record of what it installed.
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} LockedPackage
 */

/**
 * Installs the locked dependencies unless npm's own record says that they are there.
 * @param {string} project
 * @param {import('./report.mjs').Report} report
 * @param {AbortSignal} signal
 */
export async function ensureDependencies(project, report, signal) {
  if (await areInstalled(project)) return;
  const lock = { file: join(project, '.bakame', 'install.lock'), report, signal };
  await withLock(lock, async () => {
    if (!(await areInstalled(project))) await install(project, report, signal);
  });
}

/**
 * @param {string} project
 * @param {import('./report.mjs').Report} report
 * @param {AbortSignal} signal
 */
async function install(project, report, signal) {
  const progress = report.progress('Installing the locked dependencies (npm ci)');
  const startedMs = performance.now();
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = { ...process.env, PATH: pathWithout(join(project, 'node_modules', '.bin')) };
  const { code, output } = await runQuietly('npm', args, { cwd: project, env, signal }).catch(
    (error) => {
      signal.throwIfAborted();
      throw new Error(
        `npm could not be started (${error.code}). Install npm, which comes with Node.js.`,
      );
    },
  );
  if (code !== 0) {
    progress.end('failed');
    // npm names the fault first, and explains its options at length afterwards.
    const lines = output.trim().split('\n').slice(0, SHOWN_LINES);
    throw new Error(['npm ci failed:', ...lines].join('\n  '));
  }
  progress.end(`${Math.round((performance.now() - startedMs) / 1000)} s`);
}

/**
 * npm installs with the machine's Node: the project's own is among the files it replaces.
 * @param {string} folder
 */
function pathWithout(folder) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((candidate) => candidate !== folder).join(delimiter);
}

/**
 * @param {string} project
 * @returns {Promise<boolean>} whether every package of the lockfile is installed at its locked version
 */
export async function areInstalled(project) {
  const [locked, installed] = await Promise.all([
    readPackages(join(project, 'package-lock.json')),
    readPackages(join(project, 'node_modules', '.package-lock.json')).catch(nothing),
  ]);
  return Object.entries(locked).every(([path, wanted]) => {
    const found = installed[path];
    if (path === '') return true;
    // Packages for other machines are locked too, and never installed here.
    if (!found) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** @returns {Record<string, LockedPackage>} */
function nothing() {
  return {};
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, LockedPackage>>}
 */
async function readPackages(file) {
  return JSON.parse(await readFile(file, 'utf8')).packages;
}

/**
 * @param {string} project
 * @returns {string} the project's own Node 24
 */
export function projectNode(project) {
  const own = join(project, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 5)) return process.execPath;
  throw new Error(
    "The project's own Node 24 is missing: its install script did not run. " +
      'Run `npm rebuild node`, or use a current Node 24, and run the command again.',
  );
}
