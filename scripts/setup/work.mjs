// @ts-check
/** Second half, on the project's own Node: models, services, migrations, and then the task itself. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { interruptedCode, watchInterrupts } from './interrupts.mjs';
import { ensureModels, ensureRedisServer } from './models/ensure-models.mjs';
import { MODELS, modelsFor } from './models/manifest.mjs';
import { runGroup } from './processes.mjs';
import { createReport } from './report.mjs';
import { startServices } from './services/services.mjs';
import { findTask } from './tasks.mjs';
import { runTests } from './test-run.mjs';

/**
 * @typedef {object} Run
 * @property {string} name
 * @property {import('./tasks.mjs').Task} task
 * @property {readonly string[]} args
 * @property {string} project
 * @property {NodeJS.ProcessEnv} env what the task's own process is given; grows as things get ready
 * @property {import('./report.mjs').Report} report
 * @property {import('./interrupts.mjs').Interrupts} interrupts
 */

const project = fileURLToPath(new URL('../..', import.meta.url));
const interrupts = watchInterrupts();
process.on('disconnect', () => interrupts.raise('SIGTERM'));
process.channel?.unref();
process.exitCode = await work(process.argv.slice(2));

/** @param {readonly string[]} argv */
async function work([name = '', ...args]) {
  const task = findTask(name, args);
  if (!task) throw new Error(`There is no task "${name}".`);
  const envFile = join(project, '.env');
  if (task.readsEnvFile && existsSync(envFile)) process.loadEnvFile(envFile);
  const home = resolve(project, process.env['BAKAME_HOME'] || '.bakame');
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, BAKAME_HOME: home };
  const report = createReport();
  /** @type {Run} */
  const run = { name, task, args, project, env, report, interrupts };
  try {
    await haveModels(run, home);
    return await withServices(run, home, async () => {
      if (task.migrates) {
        const code = await typescript(run, 'scripts/migrate.ts', []);
        if (code !== 0) return code;
      }
      return perform(run);
    });
  } catch (error) {
    if (interrupts.asked.aborted) return interruptedCode(interrupts);
    report.line(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/**
 * @param {Run} run
 * @param {string} home
 */
async function haveModels({ task, env, report, interrupts }, home) {
  if (task.models === 'unused') return;
  const artifacts = task.models === 'required' ? modelsFor(process.env) : MODELS;
  const setting = { home, report, signal: interrupts.asked };
  const models = await ensureModels(setting, artifacts);
  if (models.ok) return;
  if (task.models === 'required') {
    throw new Error(`The local models cannot be had: ${models.reason}`);
  }
  report.line(`Continuing without the local models: ${models.reason}`);
  env['BAKAME_SIMULATED'] = models.reason;
  env['BAKAME_MODELS_MISSING'] = models.reason;
}

/**
 * @param {Run} run
 * @param {string} home
 * @param {() => Promise<number>} use
 */
async function withServices({ task, env, report, interrupts }, home, use) {
  if (task.services === 'none') env['BAKAME_SERVICES'] = 'none';
  const plan = {
    home,
    postgres: task.services !== 'none' && !env['DATABASE_URL'],
    redis: task.services === 'both' && !env['REDIS_URL'],
    keepDatabase: task.keepsDatabase,
  };
  if (plan.redis) await ensureRedisServer({ home, report, signal: interrupts.asked });
  const services = await startServices(plan, interrupts.asked);
  try {
    Object.assign(env, services.environment);
    return await use();
  } finally {
    await services.stop();
  }
}

/** @param {Run} run */
async function perform(run) {
  if (run.task.script) return typescript(run, run.task.script, run.args);
  if (run.name === 'test') return runTests(run);
  run.report.line(run.name === 'setup' ? 'Everything is there.' : 'Done.');
  return 0;
}

/**
 * @param {Run} run
 * @param {string} script
 * @param {readonly string[]} args
 */
async function typescript({ project, env, interrupts }, script, args) {
  const command = ['--import', '@swc-node/register/esm-register', script, ...args];
  return runGroup(process.execPath, command, { cwd: project, env }, interrupts);
}
