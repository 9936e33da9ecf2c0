import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { serviceAccount } from './service-account.mjs';
import { startServices } from './services.mjs';

const PLAN = { postgres: true, redis: true, keepDatabase: false };
const { TMPDIR } = process.env;
let home, temporary;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'services-spec-'));
  await chmod(home, 0o711);
  temporary = join(home, 'tmp');
  await mkdir(temporary);
  process.env.TMPDIR = temporary;
});

afterEach(async () => {
  process.env.TMPDIR = TMPDIR;
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  await rm(home, { recursive: true, force: true });
});

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const gone = async (pids) => {
  for (let tries = 0; tries < 100 && pids.some(isAlive); tries++) await delay(100);
  return !pids.some(isAlive);
};
const scratches = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('bakame-'));
const query = async (url, text) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

it('starts both behind passwords, and leaves no process and no data', async () => {
  const services = await startServices({ ...PLAN, home });
  const { DATABASE_URL, REDIS_URL } = services.environment;
  expect(await query(DATABASE_URL, 'select 40 + 2 as n')).toEqual([{ n: 42 }]);
  const redis = new Redis(REDIS_URL);
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  redis.disconnect();
  const open = DATABASE_URL.replace(/:[^:@/]+@/, ':wrong@');
  await expect(query(open, 'select 1')).rejects.toThrow('password authentication failed');

  const { pids } = services;
  expect(pids).toHaveLength(3);
  await services.stop();
  expect(await gone(pids)).toBe(true);
  expect(await readdir(temporary)).toEqual([]);
});

it('clears up after an owner that was killed', async () => {
  const module = new URL('services.mjs', import.meta.url).href;
  const script = `
    import { startServices } from ${JSON.stringify(module)};
    const { pids } = await startServices(${JSON.stringify({ ...PLAN, home })});
    console.log(JSON.stringify(pids));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [line] = await once(owner.stdout, 'data');
  const pids = JSON.parse(String(line));
  expect(pids.every(isAlive)).toBe(true);
  owner.kill('SIGKILL');
  expect(await gone(pids)).toBe(true);
});

it('keeps a database that is wanted again, and only that', async () => {
  const plan = { home, postgres: true, redis: false, keepDatabase: true };
  const first = await startServices(plan);
  await query(first.environment.DATABASE_URL, 'create table kept as select 7 as n');
  await first.stop();
  const second = await startServices(plan);
  expect(await query(second.environment.DATABASE_URL, 'select n from kept')).toEqual([{ n: 7 }]);
  expect(second.environment.REDIS_URL).toBeUndefined();
  await second.stop();
});

it('tells a second server of the same kept database why it does not start', async () => {
  const plan = { home, postgres: true, redis: false, keepDatabase: true };
  const first = await startServices(plan);
  await expect(startServices(plan)).rejects.toThrow(/PostgreSQL ended at once[^]*postmaster.pid/);
  await first.stop();
});

it('stops what has started when the start is aborted', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 300);
  const starting = startServices({ ...PLAN, home }, controller.signal);
  await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
  expect(await readdir(temporary)).toEqual([]);
});

it('starts nothing when nothing is wanted', async () => {
  const services = await startServices({
    home,
    postgres: false,
    redis: false,
    keepDatabase: false,
  });
  expect(services).toMatchObject({ environment: {}, pids: [] });
  await services.stop();
  expect(existsSync(join(home, 'postgres'))).toBe(false);
});

it('lends an account without rights only to root', async () => {
  const passwd =
    'root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/sh\nnobody:x:65534:65533::/:/bin/sh\n';
  const account = await serviceAccount(passwd);
  expect(account).toEqual(process.getuid() === 0 ? { uid: 65534, gid: 65533 } : undefined);
});
