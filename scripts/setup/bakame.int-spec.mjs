import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');
/** A project around the real set-up whose only work is to say what it was given. */
const MIGRATE = `
  const { DATABASE_URL, REDIS_URL, WORK } = process.env;
  console.log(JSON.stringify({ pid: process.pid, ppid: process.ppid, version: process.version, DATABASE_URL, REDIS_URL }));
  process.on('SIGINT', () => WORK === 'stubborn' || process.exit(3));
  if (WORK === 'fails') process.exit(7);
  if (WORK) setTimeout(() => {}, 60_000);
`;
let project, environment;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'bakame-spec-'));
  // The account that root lends to PostgreSQL must get to the database inside.
  await chmod(project, 0o711);
  await mkdir(join(project, 'scripts'));
  for (const name of [
    'scripts/bakame.mjs',
    'scripts/setup',
    'package.json',
    '.swcrc',
    'tsconfig.json',
  ]) {
    await cp(join(ROOT, name), join(project, name), { recursive: true });
  }
  await cp(join(ROOT, 'package-lock.json'), join(project, 'package-lock.json'));
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
  await writeFile(join(project, 'scripts', 'migrate.ts'), MIGRATE);
  environment = { ...process.env };
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'BAKAME_HOME']) delete environment[name];
});

afterAll(async () => rm(project, { recursive: true, force: true }));

function start(args, env = {}) {
  const child = spawn(process.execPath, ['scripts/bakame.mjs', ...args], {
    cwd: project,
    env: { ...environment, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const ended = once(child, 'close').then(([code]) => ({ code, output }));
  const worker = async () => {
    for (let tries = 0; tries < 200; tries++) {
      const line = output.split('\n').find((text) => text.startsWith('{'));
      if (line) return JSON.parse(line);
      await delay(100);
    }
    throw new Error(`the task did not start:\n${output}`);
  };
  return { child, ended, worker };
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const refuses = async (url) => {
  const { createConnection } = await import('node:net');
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = createConnection(Number(port), hostname);
    socket
      .once('error', () => resolve(true))
      .once('connect', () => resolve(socket.destroy() && false));
  });
};

it('lists its tasks', async () => {
  const { code, output } = await start(['--help']).ended;
  expect(code).toBe(0);
  for (const task of ['demo', 'dev', 'test', 'sim:call', 'setup', 'migration:run']) {
    expect(output).toContain(`  ${task} `);
  }
});

it('names a task that it does not know', async () => {
  const { code, output } = await start(['dmeo']).ended;
  expect(code).toBe(1);
  expect(output).toContain('There is no task "dmeo".');
});

it("runs the work on the project's Node with an embedded database, and stops it afterwards", async () => {
  const { ended, worker } = start(['migration:run']);
  const work = await worker();
  expect(work.version).toMatch(/^v24\./);
  expect(work.DATABASE_URL).toMatch(/^postgres:\/\/bakame:.+@127\.0\.0\.1:\d+\/postgres$/);
  expect((await ended).code).toBe(0);
  expect(await refuses(work.DATABASE_URL)).toBe(true);
});

it('starts no database when a variable names one, and does not touch it', async () => {
  const { ended, worker } = start(['migration:run'], {
    DATABASE_URL: 'postgres://elsewhere.test/db',
  });
  expect((await worker()).DATABASE_URL).toBe('postgres://elsewhere.test/db');
  expect((await ended).code).toBe(0);
});

it('passes the exit code of the work on', async () => {
  expect((await start(['migration:run'], { WORK: 'fails' }).ended).code).toBe(7);
});

it.each(['SIGINT', 'SIGTERM'])('leaves nothing behind when %s comes', async (signal) => {
  const { child, ended, worker } = start(['migration:run'], { WORK: 'goes on' });
  const work = await worker();
  child.kill(signal);
  expect((await ended).code).toBe(signal === 'SIGINT' ? 3 : 143);
  expect(isAlive(work.pid)).toBe(false);
  expect(await refuses(work.DATABASE_URL)).toBe(true);
});

it('ends work that does not want to end at the second SIGINT', async () => {
  const { child, ended, worker } = start(['migration:run'], { WORK: 'stubborn' });
  const work = await worker();
  child.kill('SIGINT');
  await delay(1300);
  expect(isAlive(work.pid)).toBe(true);
  child.kill('SIGINT');
  expect((await ended).code).toBe(137);
  expect(await refuses(work.DATABASE_URL)).toBe(true);
});

it('clears up though it was killed itself', async () => {
  const { child, worker } = start(['migration:run'], { WORK: 'goes on' });
  const work = await worker();
  child.kill('SIGKILL');
  for (let tries = 0; tries < 100 && isAlive(work.pid); tries++) await delay(100);
  expect(isAlive(work.pid)).toBe(false);
  for (let tries = 0; tries < 50 && !(await refuses(work.DATABASE_URL)); tries++) await delay(100);
  expect(await refuses(work.DATABASE_URL)).toBe(true);
});
