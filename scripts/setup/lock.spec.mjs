import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withLock } from './lock.mjs';

let folder, file, lines, lock;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-spec-'));
  file = join(folder, 'deep', 'setup.lock');
  lines = [];
  lock = { file, report: { line: (text) => lines.push(text) } };
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;
const hold = async (holder) => {
  await withLock(lock, async () => undefined);
  await writeFile(file, JSON.stringify(holder));
};

it('lets one set-up at a time work, and says once that the other waits', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await delay(50);
    inside--;
  };
  await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
  expect(most).toBe(1);
  expect(lines).toEqual(Array(2).fill('Another set-up is at work; waiting for it …'));
});

it('gives the lock back when the work fails', async () => {
  const failing = withLock(lock, async () => Promise.reject(new Error('no room on the disk')));
  await expect(failing).rejects.toThrow('no room on the disk');
  expect(existsSync(file)).toBe(false);
});

it('takes over from a holder that has died, one at a time', async () => {
  await hold({ pid: deadPid(), host: hostname() });
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await delay(30);
    inside--;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(lock, work)));
  expect(most).toBe(1);
});

it('takes over from a machine that has not been heard of for a minute', async () => {
  await hold({ pid: process.pid, host: 'elsewhere' });
  const longAgo = new Date(Date.now() - 61_000);
  await utimes(file, longAgo, longAgo);
  expect(await withLock(lock, async () => 'done')).toBe('done');
});

it('respects a holder that is alive, until it is told to stop waiting', async () => {
  await hold({ pid: process.pid, host: hostname() });
  const waiting = withLock({ ...lock, signal: AbortSignal.timeout(400) }, async () => 'done');
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(existsSync(file)).toBe(true);
});
