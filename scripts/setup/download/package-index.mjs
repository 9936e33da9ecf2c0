// @ts-check
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQuietly } from '../processes.mjs';
import { UnreachableError, RefusedError } from './download.mjs';

/**
 * Ways to call pip, tried in turn. Its report of what it would install, which tells where an archive
 * is, came with pip 22.2.
 */
const PIPS = [
  ['pip'],
  ['pip3'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['uv', 'tool', 'run', 'pip'],
];
const OLDEST_PIP = [22, 2];

/** One build of a package is pinned, whatever Python the machine has: only its data is used. */
const PINNED_BUILD = [
  ...['--python-version', '3.11', '--implementation', 'cp', '--only-binary=:all:'],
  ...['--platform', 'manylinux_2_17_x86_64', '--platform', 'manylinux2014_x86_64'],
];
const CLIENT_MS = 60_000;

/**
 * Asks a package client where an archive is: the client knows the index that this machine is meant
 * to use.
 * @param {'pypi' | 'npm'} index
 * @param {string} requirement `NAME==VERSION` or `NAME@VERSION`
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>} its URL
 */
export async function locateArchive(index, requirement, signal) {
  return index === 'pypi' ? locateWheel(requirement, signal) : locateTarball(requirement, signal);
}

/**
 * @param {string} requirement
 * @param {AbortSignal} [signal]
 */
async function locateWheel(requirement, signal) {
  const [command = '', ...args] = await findPip(signal);
  const nowhere = join(tmpdir(), 'bakame-nothing-is-installed');
  const { code, stdout, output } = await call(
    command,
    [
      ...[
        ...args,
        'install',
        '--dry-run',
        '--ignore-installed',
        '--no-deps',
        '--no-input',
        '--quiet',
      ],
      ...['--disable-pip-version-check', '--retries', '1', '--timeout', '10', '--target', nowhere],
      ...[...PINNED_BUILD, '--report', '-', requirement],
    ],
    signal,
  );
  if (code !== 0)
    throw new UnreachableError(`pip does not find ${requirement}: ${lastLine(output)}`);
  const [item] = JSON.parse(stdout.slice(stdout.indexOf('{'))).install;
  return item.download_info.url;
}

/**
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>}
 */
async function findPip(signal) {
  for (const pip of PIPS) {
    const [command = '', ...args] = pip;
    const { stdout } = await call(command, [...args, '--version'], signal).catch(() => ({
      stdout: '',
    }));
    signal?.throwIfAborted();
    const [, major = 0, minor = 0] = /^pip (\d+)\.(\d+)/.exec(stdout) ?? [];
    const [oldestMajor = 0, oldestMinor = 0] = OLDEST_PIP;
    if (+major > oldestMajor || (+major === oldestMajor && +minor >= oldestMinor)) return pip;
  }
  throw new UnreachableError(`there is no pip ${OLDEST_PIP.join('.')} or newer here`);
}

/**
 * @param {string} requirement
 * @param {AbortSignal} [signal]
 */
async function locateTarball(requirement, signal) {
  const { code, stdout, output } = await call(
    'npm',
    ['view', requirement, 'dist', '--json'],
    signal,
  );
  if (code !== 0)
    throw new UnreachableError(`npm does not find ${requirement}: ${lastLine(output)}`);
  const { tarball } = JSON.parse(stdout);
  if (typeof tarball !== 'string') throw new RefusedError(`npm names no archive of ${requirement}`);
  return tarball;
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {AbortSignal} [signal]
 */
async function call(command, args, signal) {
  const deadline = AbortSignal.timeout(CLIENT_MS);
  try {
    const both = signal ? AbortSignal.any([signal, deadline]) : deadline;
    return await runQuietly(command, args, { env: process.env, signal: both });
  } catch (error) {
    signal?.throwIfAborted();
    const why = deadline.aborted
      ? `did not answer within ${CLIENT_MS / 1000} s`
      : 'could not be started';
    throw new UnreachableError(`${command} ${why}`, { cause: error });
  }
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? '';
}
