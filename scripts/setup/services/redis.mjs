// @ts-check
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startDaemon } from './daemon.mjs';
import { onFreePort } from './free-port.mjs';

const OLDEST = [6, 2];

/**
 * Finds a server that is new enough: the machine's own, or the one that set-up put under `home`.
 * @param {string} home
 * @param {readonly string[]} [candidates]
 * @returns {string | undefined} the command
 */
export function findRedis(home, candidates = ['redis-server', 'valkey-server']) {
  return [...candidates, join(home, 'bin', 'redis-server')].find((command) => {
    const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    return isRecentEnough(stdout ?? '');
  });
}

/**
 * @param {string} banner what `redis-server --version` prints
 * @returns {boolean}
 */
export function isRecentEnough(banner) {
  const [, major, minor] = /\bv=(\d+)\.(\d+)/.exec(banner) ?? [];
  if (major === undefined) return false;
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return (
    Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor)
  );
}

/**
 * Starts a Redis without persistence on a free port of the loopback address.
 * @param {{ home: string, scratch: string }} plan `scratch`: an existing folder it may write to
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>}
 */
export async function startRedis({ home, scratch }, signal) {
  const command = findRedis(home);
  if (command === undefined) {
    throw new Error(
      `There is no Redis ${OLDEST.join('.')} or newer here. ` +
        'Install redis-server or valkey-server, or set REDIS_URL.',
    );
  }
  const password = randomBytes(18).toString('base64url');
  return onFreePort(async (port) => {
    const configuration = [
      `port ${port}`,
      'bind 127.0.0.1',
      'save ""',
      'appendonly no',
      'maxmemory-policy noeviction',
      `dir "${scratch}"`,
      `requirepass ${password}`,
      '',
    ];
    const daemon = await startDaemon(
      {
        name: 'Redis',
        command,
        // The configuration comes by standard input: a password in the arguments would be public.
        args: ['-'],
        input: configuration.join('\n'),
        ready: /Ready to accept connections/i,
        stopSignals: ['SIGTERM', 'SIGKILL'],
      },
      signal,
    );
    return { ...daemon, url: `redis://:${password}@127.0.0.1:${port}` };
  });
}
