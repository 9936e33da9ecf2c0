// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

const KEPT_LOG_LINES = 12;
const STEP_MS = 5_000;

/**
 * A server process that was started here and is stopped here.
 * @typedef {object} Daemon
 * @property {number} pid
 * @property {() => Promise<void>} stop ends the process; sterner signals follow when one is not enough
 */

/**
 * Starts a server and waits until its log says that it is ready.
 * @param {object} plan
 * @param {string} plan.name for messages
 * @param {string} plan.command
 * @param {readonly string[]} plan.args
 * @param {import('node:child_process').SpawnOptions} [plan.options]
 * @param {string} [plan.input] text for its standard input
 * @param {RegExp} plan.ready what the log says once the server accepts connections
 * @param {readonly NodeJS.Signals[]} plan.stopSignals gentle first, five seconds apart
 * @param {number} [plan.deadlineMs]
 * @param {AbortSignal} [signal]
 * @returns {Promise<Daemon>}
 */
export async function startDaemon(plan, signal) {
  signal?.throwIfAborted();
  const { name, command, args, deadlineMs = 30_000 } = plan;
  const child = spawn(command, args, { ...plan.options, stdio: 'pipe' });
  const ended = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  child.stdin.on('error', () => undefined).end(plan.input ?? '');

  /** @type {string[]} */
  const log = [];
  const ready = new Promise((resolve) => {
    const read = (/** @type {Buffer} */ chunk) => {
      log.push(...chunk.toString().split('\n').filter(Boolean));
      log.splice(0, log.length - KEPT_LOG_LINES);
      if (log.some((line) => plan.ready.test(line))) resolve('ready');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });

  const deadline = AbortSignal.timeout(deadlineMs);
  const given = signal ? AbortSignal.any([signal, deadline]) : deadline;
  const outcome = await Promise.race([ready, ended, once(given, 'abort')]);
  const daemon = { pid: child.pid ?? 0, stop: () => stop(child, ended, plan.stopSignals) };
  if (outcome === 'ready') return daemon;

  await daemon.stop();
  signal?.throwIfAborted();
  const what = deadline.aborted ? `was not ready within ${deadlineMs / 1000} s` : 'ended at once';
  throw new Error([`${name} ${what}. Its last words:`, ...log].join('\n  '));
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<unknown>} ended
 * @param {readonly NodeJS.Signals[]} signals
 */
async function stop(child, ended, signals) {
  for (const name of signals) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break;
    child.kill(name);
    await Promise.race([ended, delay(STEP_MS, undefined, { ref: false })]);
  }
}
