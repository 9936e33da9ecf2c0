// @ts-check
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;
const HEARTBEAT_MS = 5_000;
/** A holder that has not been heard of for so long is gone, whatever its number says. */
const SILENT_MS = 60_000;

/**
 * @typedef {object} Lock
 * @property {string} file
 * @property {import('./report.mjs').Report} report
 * @property {AbortSignal | undefined} [signal]
 */

/**
 * Lets one process at a time do the work; a lock whose holder has died is taken over.
 * @template T
 * @param {Lock} lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(lock, work) {
  const { file, report, signal } = lock;
  await mkdir(dirname(file), { recursive: true });
  for (let waited = false; !(await acquire(file)); waited = true) {
    if (!waited) report.line('Another set-up is at work; waiting for it …');
    await delay(POLL_MS, undefined, { signal });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(file, { force: true });
  }
}

/** @param {string} file */
async function acquire(file) {
  if (await create(file)) return true;
  if (!(await isAbandoned(file))) return false;
  // Only one takes over at a time, and looks again: the lock may have a new holder by now.
  const takeover = `${file}.takeover`;
  if (!(await create(takeover))) {
    if (await isAbandoned(takeover)) await rm(takeover, { force: true });
    return false;
  }
  try {
    if (await isAbandoned(file)) await rm(file, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
  return create(file);
}

/**
 * @param {string} file
 * @returns {Promise<boolean>} false when it is there already
 */
async function create(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
    await handle.close();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
async function isAbandoned(file) {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > SILENT_MS) return true;
    const { pid, host } = JSON.parse(await readFile(file, 'utf8'));
    return host === hostname() && !isAlive(pid);
  } catch {
    // Released, or not fully written yet: the next look will tell.
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
