// @ts-check
/**
 * Keeps the embedded services of one owner. It reads its plan as the first line of standard input,
 * answers with JSON on standard output, and when standard input closes, however the owner ended, it stops the
 * services and removes their data.
 */
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { canEnter, serviceAccount } from './service-account.mjs';

/**
 * @typedef {object} ServicesPlan
 * @property {string} home BAKAME_HOME, absolute
 * @property {boolean} postgres
 * @property {boolean} redis
 * @property {boolean} keepDatabase whether the database stays in `home` for the next time
 */

const ownerGone = new AbortController();
/** @type {(() => Promise<void>)[]} last in, first out */
const undo = [];

process.stdout.on('error', () => undefined);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => ownerGone.abort());
const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => void keep(JSON.parse(line)));
lines.once('close', () => ownerGone.abort());

/** @param {ServicesPlan} plan */
async function keep(plan) {
  try {
    const services = await start(plan, ownerGone.signal);
    process.stdout.end(JSON.stringify(services));
    if (!ownerGone.signal.aborted) {
      await new Promise((resolve) => ownerGone.signal.addEventListener('abort', resolve));
    }
  } catch (error) {
    process.stdout.end(
      JSON.stringify({ error: error instanceof Error ? error.message : String(error) }),
    );
  } finally {
    for (const step of undo.reverse()) await step();
  }
  process.exit();
}

/**
 * @param {ServicesPlan} plan
 * @param {AbortSignal} signal
 */
async function start(plan, signal) {
  const scratch = await mkdtemp(join(tmpdir(), 'bakame-'));
  // An initdb that was interrupted has a child which still writes for a moment.
  const patiently = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
  undo.push(async () => rm(scratch, patiently));
  // Others may pass through to the folders inside, which have owners of their own.
  await chmod(scratch, 0o711);

  const starting = [
    plan.postgres && database(plan, scratch, signal),
    plan.redis && cache(plan, scratch, signal),
  ];
  const settled = await Promise.allSettled(starting);
  const [postgres, redis] = settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value ? { url: result.value.url, pid: result.value.pid } : undefined;
  });
  return { postgres, redis };
}

/**
 * @param {ServicesPlan} plan
 * @param {string} scratch
 * @param {AbortSignal} signal
 */
async function database(plan, scratch, signal) {
  const directory = plan.keepDatabase ? await lastingFolder(plan.home) : join(scratch, 'postgres');
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const postgres = await startPostgres({ directory, scratch, keep: plan.keepDatabase }, signal);
  undo.push(postgres.stop);
  return postgres;
}

/**
 * @param {ServicesPlan} plan
 * @param {string} scratch
 * @param {AbortSignal} signal
 */
async function cache(plan, scratch, signal) {
  const redis = await startRedis({ home: plan.home, scratch }, signal);
  undo.push(redis.stop);
  return redis;
}

/**
 * The database stays in BAKAME_HOME, or beside it in the system's lasting temporary folder when the
 * account PostgreSQL runs under cannot enter there.
 * @param {string} home
 */
async function lastingFolder(home) {
  await mkdir(home, { recursive: true });
  if (canEnter(home, await serviceAccount())) return join(home, 'postgres');
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const folder = join('/var/tmp', `bakame-${name}`);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const owner = await lstat(folder);
  if (owner.isDirectory() && owner.uid === process.getuid?.()) return folder;
  throw new Error(`${folder} belongs to somebody else. Remove it, or set DATABASE_URL.`);
}
