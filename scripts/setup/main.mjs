// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ensureDependencies, projectNode } from './dependencies.mjs';
import { interruptedCode, watchInterrupts } from './interrupts.mjs';
import { createReport } from './report.mjs';
import { findTask, usage } from './tasks.mjs';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const WORK = fileURLToPath(new URL('work.mjs', import.meta.url));

/**
 * First half, on whatever Node the machine has: the locked dependencies. The second half, in which
 * everything else happens, runs on the project's own Node.
 * @param {readonly string[]} args the task and what follows it
 * @returns {Promise<number>} the exit code
 */
export async function main(args) {
  const [name = ''] = args;
  if (['--help', '-h', 'help'].includes(name)) {
    console.log(usage());
    return 0;
  }
  if (!findTask(name)) {
    console.error(name ? `There is no task "${name}".\n\n${usage()}` : usage());
    return 1;
  }
  const interrupts = watchInterrupts();
  const report = createReport();
  try {
    await ensureDependencies(PROJECT, report, interrupts.asked);
    return await continueInProjectNode(args, interrupts);
  } catch (error) {
    if (interrupts.asked.aborted) return interruptedCode(interrupts);
    report.line(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/**
 * @param {readonly string[]} args
 * @param {import('./interrupts.mjs').Interrupts} interrupts
 */
async function continueInProjectNode(args, interrupts) {
  // Downloads go the way the machine's own programs go: its certificates, its proxy.
  const flags = ['--use-system-ca', '--use-env-proxy'];
  const child = spawn(projectNode(PROJECT), [...flags, WORK, ...args], {
    cwd: PROJECT,
    // The demo tells how long a newcomer waits, all of this included.
    env: { ...process.env, BAKAME_STARTED_MS: String(Math.round(performance.timeOrigin)) },
    // The channel closes when this process dies, and the other half clears up.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const pass = () => child.kill(interrupts.asked.reason);
  interrupts.asked.addEventListener('abort', pass);
  interrupts.forced.addEventListener('abort', pass);
  if (interrupts.asked.aborted) pass();
  const [code, signal] = await once(child, 'close');
  if (code === null) throw new Error(`Set-up was ended by ${signal}.`);
  return code;
}
