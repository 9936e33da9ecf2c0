// @ts-check

/**
 * What a task needs before it starts.
 * @typedef {object} Task
 * @property {string} summary
 * @property {'required' | 'wanted' | 'unused'} models `required`: those of the chosen providers; `wanted`:
 *   all, but without them the task still runs, and is told why
 * @property {'both' | 'postgres' | 'none'} services started when no variable names others
 * @property {boolean} keepsDatabase whether the embedded database lasts from run to run
 * @property {boolean} migrates
 * @property {boolean} readsEnvFile whether `.env` counts: demo and tests know no configuration but their own
 * @property {string} [script] TypeScript that does the work
 */

/** @type {Readonly<Record<string, Task>>} */
const TASKS = {
  demo: {
    summary: 'a whole phone call on this machine: no account, no network',
    models: 'wanted',
    services: 'both',
    keepsDatabase: false,
    migrates: true,
    readsEnvFile: false,
    script: 'scripts/demo.ts',
  },
  dev: {
    summary: 'the server, with its softphone at /console',
    models: 'required',
    services: 'both',
    keepsDatabase: true,
    migrates: true,
    readsEnvFile: true,
    script: 'src/main.ts',
  },
  'sim:call': {
    summary: 'simulated calls, and how long the caller waits',
    models: 'wanted',
    services: 'both',
    keepsDatabase: false,
    migrates: true,
    readsEnvFile: false,
    script: 'scripts/sim-call.ts',
  },
  'stand-ins': {
    summary: 'stand-ins for the vendors, and the environment to use them',
    models: 'unused',
    services: 'none',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: false,
    script: 'scripts/stand-ins.ts',
  },
  doctor: {
    summary: 'examine a configuration: what is wrong, and how to mend it',
    models: 'unused',
    services: 'none',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: true,
    script: 'src/doctor.ts',
  },
  'bench:db': {
    summary: 'how fast the records answer, at the size of a year',
    models: 'unused',
    services: 'postgres',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: false,
    script: 'scripts/bench-db.ts',
  },
  'bench:turns': {
    summary: 'a fixed set of conversations: delay, cut-offs, interruptions',
    models: 'wanted',
    services: 'both',
    keepsDatabase: false,
    migrates: true,
    readsEnvFile: false,
    script: 'scripts/bench-turns.ts',
  },
  'bench:faults': {
    summary: 'calls through every fault of every vendor and store: silence, words, records',
    models: 'unused',
    services: 'both',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: false,
    script: 'scripts/bench-faults.ts',
  },
  'bench:redaction': {
    summary: 'what the redaction finds in a labelled set, and how fast',
    models: 'unused',
    services: 'none',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: false,
    script: 'scripts/bench-redaction.ts',
  },
  redact: {
    summary: 'take what is personal out of files, or of lines on standard input',
    models: 'unused',
    services: 'none',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: false,
    script: 'scripts/redact.ts',
  },
  'bench:records': {
    summary: 'kills the stores and the server under calls, and compares what was heard and stored',
    models: 'unused',
    services: 'none',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: false,
    script: 'scripts/bench-records.ts',
  },
  test: {
    summary: 'all tests, or one size: test [unit|integration|e2e] [jest options]',
    models: 'wanted',
    services: 'both',
    keepsDatabase: false,
    migrates: true,
    readsEnvFile: false,
  },
  'migration:run': {
    summary: 'bring the database of DATABASE_URL up to date',
    models: 'unused',
    services: 'postgres',
    keepsDatabase: true,
    migrates: true,
    readsEnvFile: true,
  },
  backup: {
    summary: 'copy the database, the CSV files and Redis into a folder',
    models: 'unused',
    services: 'both',
    keepsDatabase: true,
    migrates: false,
    readsEnvFile: true,
    script: 'src/backup/backup-main.ts',
  },
  restore: {
    summary: 'put a backup back: restore FOLDER',
    models: 'unused',
    services: 'both',
    keepsDatabase: true,
    migrates: false,
    readsEnvFile: true,
    script: 'src/backup/restore-main.ts',
  },
  privacy: {
    summary: 'what is kept about a caller: export NUMBER, or erase NUMBER',
    models: 'unused',
    services: 'both',
    keepsDatabase: true,
    migrates: false,
    readsEnvFile: true,
    script: 'src/privacy/main.ts',
  },
  setup: {
    summary: 'fetch everything the other tasks need, and start nothing',
    models: 'required',
    services: 'none',
    keepsDatabase: false,
    migrates: false,
    readsEnvFile: false,
  },
};

/** A unit test stays inside its process. */
const UNIT_TESTS = { services: /** @type {const} */ ('none'), migrates: false };
/** A server that is already running has what it needs; its settings are in `.env`. */
const RUNNING_SERVER = {
  models: /** @type {const} */ ('unused'),
  services: /** @type {const} */ ('none'),
  migrates: false,
  readsEnvFile: true,
};

/**
 * @param {string} name
 * @param {readonly string[]} [args]
 * @returns {Task | undefined}
 */
export function findTask(name, args = []) {
  const task = Object.hasOwn(TASKS, name) ? TASKS[name] : undefined;
  if (!task) return undefined;
  if (name === 'test' && args[0] === 'unit') return { ...task, ...UNIT_TESTS };
  const isElsewhere = args.some((arg) => arg === '--url' || arg.startsWith('--url='));
  if (name === 'sim:call' && isElsewhere) return { ...task, ...RUNNING_SERVER };
  return task;
}

/** @returns {string} */
export function usage() {
  const width = Math.max(...Object.keys(TASKS).map((name) => name.length));
  const list = Object.entries(TASKS).map(
    ([name, task]) => `  ${name.padEnd(width)}  ${task.summary}`,
  );
  return ['usage: node scripts/bakame.mjs <task> [options]', '', ...list].join('\n');
}
