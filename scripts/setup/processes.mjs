// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

/**
 * Runs a program in a process group of its own, passes interrupts on to the group once each, and
 * leaves nothing of the group behind.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, cwd: string }} place
 * @param {import('./interrupts.mjs').Interrupts} interrupts
 * @returns {Promise<number>} its exit code, or 128 + the number of the signal that ended it
 */
export async function runGroup(command, args, place, { asked, forced }) {
  if (asked.aborted) return 130;
  const child = spawn(command, args, { ...place, detached: true, stdio: 'inherit' });
  const send = (/** @type {NodeJS.Signals} */ name) => signalGroup(child.pid, name);
  const pass = () => send(asked.reason);
  const kill = () => send('SIGKILL');
  asked.addEventListener('abort', pass);
  forced.addEventListener('abort', kill);
  try {
    const [code, signal] = await once(child, 'close');
    return code ?? 128 + constants.signals[/** @type {NodeJS.Signals} */ (signal)];
  } finally {
    asked.removeEventListener('abort', pass);
    forced.removeEventListener('abort', kill);
    kill();
  }
}

/**
 * @param {number | undefined} leader
 * @param {NodeJS.Signals} name
 */
function signalGroup(leader, name) {
  if (leader === undefined) return;
  try {
    process.kill(-leader, name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs a program in a group of its own and keeps what it says; an abort ends the whole group.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<{ code: number, stdout: string, output: string }>} `output`: both streams as they came
 */
export async function runQuietly(command, args, { signal, ...place } = {}) {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    ...place,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const end = () => signalGroup(child.pid, 'SIGTERM');
  signal?.addEventListener('abort', end);
  try {
    const [code] = await once(child, 'close');
    signal?.throwIfAborted();
    return { code: code ?? 1, stdout, output };
  } finally {
    signal?.removeEventListener('abort', end);
  }
}
