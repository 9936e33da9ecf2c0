// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('keeper.mjs', import.meta.url));
const STOP_MS = 20_000;

/**
 * Services that were started here; what the variables already named is left out.
 * @typedef {object} Services
 * @property {{ readonly DATABASE_URL?: string, readonly REDIS_URL?: string }} environment
 * @property {readonly number[]} pids
 * @property {() => Promise<void>} stop
 */

/**
 * Starts embedded PostgreSQL and Redis in the care of a process of their own, which stops them and
 * removes their data when this process ends, whatever ends it.
 * @param {import('./keeper.mjs').ServicesPlan} plan
 * @param {AbortSignal} [signal]
 * @returns {Promise<Services>}
 */
export async function startServices(plan, signal) {
  if (!plan.postgres && !plan.redis) {
    return { environment: {}, pids: [], stop: async () => undefined };
  }
  signal?.throwIfAborted();
  // A session of its own: a Ctrl-C in the terminal reaches the task first, not its database.
  const keeper = spawn(process.execPath, [KEEPER], {
    detached: true,
    env: process.env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const stop = stopper(keeper);
  signal?.addEventListener('abort', stop, { once: true });
  keeper.stdin.on('error', () => undefined).write(`${JSON.stringify(plan)}\n`);
  const { error, postgres, redis } = JSON.parse((await text(keeper.stdout)) || '{}');
  signal?.removeEventListener('abort', stop);
  if (!postgres && !redis) {
    await stop();
    signal?.throwIfAborted();
    throw new Error(error ?? 'The keeper of the embedded services ended without a word.');
  }
  // The services must not keep alive a process that has nothing else to do.
  keeper.unref();
  /** @type {import('node:net').Socket} */ (keeper.stdin).unref();
  return {
    environment: {
      ...(postgres && { DATABASE_URL: postgres.url }),
      ...(redis && { REDIS_URL: redis.url }),
    },
    pids: [keeper.pid ?? 0, ...[postgres, redis].flatMap((service) => service?.pid ?? [])],
    stop,
  };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, any, null>} keeper
 * @returns {() => Promise<void>} closes the keeper's input and waits until it has cleared up
 */
function stopper(keeper) {
  const ended = once(keeper, 'close');
  ended.catch(() => undefined);
  return async () => {
    keeper.ref();
    keeper.stdin.end();
    const patience = new AbortController();
    const late = delay(STOP_MS, 'late', { signal: patience.signal }).catch(() => undefined);
    const outcome = await Promise.race([ended, late]);
    patience.abort();
    if (outcome === 'late' && keeper.pid) process.kill(-keeper.pid, 'SIGKILL');
  };
}
