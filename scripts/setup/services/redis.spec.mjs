import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis, isRecentEnough } from './redis.mjs';

it.each([
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0', true],
  ['Redis server v=6.2.14 sha=40305114:0 malloc=libc', true],
  ['Valkey server v=8.1.0 sha=00000000:0', true],
  ['Redis server v=6.0.16 sha=00000000:0', false],
  ['Redis server v=5.0.7 sha=00000000:0', false],
  ['', false],
])('reads the version of "%s"', (banner, isRecent) => {
  expect(isRecentEnough(banner)).toBe(isRecent);
});

it("falls back on the project's own server when the machine's is too old or missing", async () => {
  const home = await mkdtemp(join(tmpdir(), 'redis-spec-'));
  const server = async (name, version) => {
    await mkdir(join(home, 'bin'), { recursive: true });
    const file = join(home, 'bin', name);
    await writeFile(file, `#!/bin/sh\necho 'Redis server v=${version} sha=0'\n`);
    await chmod(file, 0o755);
    return file;
  };
  const old = await server('old', '5.0.7');
  expect(findRedis(home, [old, 'no-such-redis'])).toBeUndefined();
  const own = await server('redis-server', '6.2.14');
  expect(findRedis(home, [old, 'no-such-redis'])).toBe(own);
  await rm(home, { recursive: true });
});
