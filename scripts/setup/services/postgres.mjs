// @ts-check
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startDaemon } from './daemon.mjs';
import { onFreePort } from './free-port.mjs';
import { runnableBinaries } from './postgres-binaries.mjs';
import { serviceAccount } from './service-account.mjs';

/** A database that is thrown away needs no protection against a power cut. */
const THROW_AWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'logging_collector=off',
];
/** Nothing of the caller's environment (PGDATA, PGOPTIONS, a locale) changes what is started. */
const ENVIRONMENT = { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' };

/**
 * @typedef {object} PostgresPlan
 * @property {string} directory where the cluster lives; must exist, and be open to the account
 * @property {string} scratch an existing folder for what lasts as long as the server
 * @property {boolean} keep whether the data outlives the server
 */

/**
 * Starts PostgreSQL on a free port of the loopback address, making the cluster first where there is none.
 * @param {PostgresPlan} plan
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startPostgres({ directory, scratch, keep }, signal) {
  const account = await serviceAccount();
  const programs = await runnableBinaries(account, scratch);
  const options = { ...account, cwd: '/', env: ENVIRONMENT };
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  if (!existsSync(data))
    await makeCluster({ directory, programs, passwordFile, account, options }, signal);
  const password = (await readFile(passwordFile, 'utf8')).trim();

  const settings = [...SETTINGS, ...(keep ? [] : THROW_AWAY)].flatMap((setting) => ['-c', setting]);
  return onFreePort(async (port) => {
    const daemon = await startDaemon(
      {
        name: 'PostgreSQL',
        command: join(programs, 'postgres'),
        args: ['-D', data, '-p', String(port), ...settings],
        options,
        ready: /database system is ready to accept connections/,
        // Fast shutdown, then immediate, then none.
        stopSignals: ['SIGINT', 'SIGQUIT', 'SIGKILL'],
      },
      signal,
    );
    return { ...daemon, url: `postgres://bakame:${password}@127.0.0.1:${port}/postgres` };
  });
}

/**
 * Makes the cluster beside its place and moves it there when it is whole, so that an interruption
 * leaves nothing half made.
 * @param {{ directory: string, programs: string, passwordFile: string,
 *   account: import('./service-account.mjs').Account | undefined,
 *   options: import('node:child_process').SpawnOptions }} place
 * @param {AbortSignal} [signal]
 */
async function makeCluster({ directory, programs, passwordFile, account, options }, signal) {
  const fresh = join(directory, 'unfinished');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  if (account) {
    for (const path of [fresh, passwordFile]) await chown(path, account.uid, account.gid);
  }
  const args = [
    ...['--pgdata', fresh, '--username', 'bakame', '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
    ...['--no-sync', '--no-instructions'],
  ];
  const child = spawn(join(programs, 'initdb'), args, {
    ...options,
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve, reject) =>
    child.once('close', resolve).once('error', reject),
  );
  const [complaint, code] = await Promise.all([text(child.stderr), ended]);
  if (code !== 0) {
    throw new Error(
      `PostgreSQL could not make its data folder ${directory}:\n  ${complaint.trim()}`,
    );
  }
  await rename(fresh, join(directory, 'data'));
}
