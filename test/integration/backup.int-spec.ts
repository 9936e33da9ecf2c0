import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { backupCommand } from '../../src/backup/backup-command.js';
import { describeFile, type Manifest } from '../../src/backup/manifest.js';
import { restoreCommand } from '../../src/backup/restore-command.js';
import { ConfigModule, loadConfiguration } from '../../src/config/index.js';
import { MetricsModule, TURN_RECORDER, type TurnRecorder } from '../../src/metrics/index.js';
import {
  bullConnection,
  connectCallRedis,
  connectDatabase,
  migrate,
} from '../../src/persistence/index.js';
import { runCommand } from '../support/run-command.js';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { CompletePostgres, completePostgresFolder } from '../support/complete-postgres.js';
import { createTestStores, type TestStores } from '../support/stores.js';
import { turnRecord } from '../support/turn-fixtures.js';

const binDir = completePostgresFolder();
/** What the commands say where PostgreSQL's client programs are missing is tested elsewhere. */
const withPrograms = binDir === undefined ? describe.skip : describe;

async function query(database: DataSource, statement: string): Promise<unknown> {
  return database.query(statement);
}

withPrograms('a backup', () => {
  let server: CompletePostgres;
  let stores: TestStores;
  let redis: Redis;
  let folder: string;
  let environment: Record<string, string>;
  let databases = 0;

  beforeAll(async () => {
    server = await CompletePostgres.start(binDir ?? '');
  });

  afterAll(async () => {
    await server.stop();
  });

  beforeEach(async () => {
    stores = await createTestStores();
    redis = await connectCallRedis(stores.redisUrl, new MemoryLog());
    folder = await mkdtemp(join(tmpdir(), 'bakame-backup-'));
    environment = {
      DATABASE_URL: await server.createDatabase(`backup_${++databases}`),
      REDIS_URL: stores.redisUrl,
      CSV_FILE: join(folder, 'records', 'user_sessions.csv'),
      SPOOL_DIR: join(folder, 'spool'),
      PG_BIN_DIR: binDir ?? '',
    };
    await migrate(environment['DATABASE_URL'] ?? '');
  });

  afterEach(async () => {
    redis.disconnect();
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What a server leaves behind that took some calls. */
  async function serve(turns: number): Promise<void> {
    const house = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(loadConfiguration(environment, [], {})),
        new MemoryLog().asModule(),
        MetricsModule,
      ],
    }).compile();
    house.useLogger(false);
    await house.init();
    const recorder = house.get<TurnRecorder>(TURN_RECORDER);
    for (let turn = 1; turn <= turns; turn++)
      recorder.record(turnRecord({ timestamp: new Date(), turn, callId: `CA${turns}` }));
    await eventually(async () => {
      const text = await readFile(environment['CSV_FILE'] ?? '', 'utf8');
      expect(text.split(`,CA${turns},`)).toHaveLength(turns + 1);
    });
    await house.close();
  }

  async function inDatabase(look: (database: DataSource) => Promise<unknown>): Promise<unknown> {
    const database = await connectDatabase(environment['DATABASE_URL'] ?? '');
    try {
      return await look(database);
    } finally {
      await database.destroy();
    }
  }

  /** All that a restore must bring back. */
  async function everything(): Promise<unknown> {
    const records = join(folder, 'records');
    const names = (await readdir(records)).filter((name) => name.endsWith('.csv')).sort();
    const csv = await Promise.all(names.map(async (name) => readFile(join(records, name), 'utf8')));
    const learner = await redis.hgetall('bakame:call:CA1');
    const queue = await redis.lrange('bakame:turn-records:wait', 0, -1);
    return inDatabase(async (database) => ({
      rows: await query(
        database,
        'SELECT *, tableoid::regclass::text FROM user_sessions ORDER BY id',
      ),
      usage: await query(database, 'SELECT * FROM module_usage'),
      indexes: await query(
        database,
        `SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`,
      ),
      csv: Object.fromEntries(names.map((name, index) => [name, csv[index]])),
      learner,
      queue,
    }));
  }

  async function fillRedis(): Promise<void> {
    await redis.hset('bakame:call:CA1', { caller: 'caller_1', turn: '7' });
    await redis.pexpire('bakame:call:CA1', 3_600_000);
    await redis.rpush('bakame:turn-records:wait', '1', '2');
    await redis.set('bakame:call:CA1:number', '+250788123456');
    await redis.set('somebody:elses', 'key');
    await redis.set('bakame:learner:gone', '{}', 'PX', 1);
  }

  async function backUp(): Promise<string> {
    const { code, said } = await runCommand(
      backupCommand,
      ['--to', join(folder, 'backups')],
      environment,
    );
    expect([code, said]).toEqual([0, expect.stringContaining('The backup is whole')]);
    return /whole: (.*)$/m.exec(said)?.[1] ?? '';
  }

  async function wipe(): Promise<void> {
    environment['DATABASE_URL'] = await server.createDatabase(`backup_${++databases}`);
    await rm(join(folder, 'records'), { recursive: true });
    await redis.flushdb();
  }

  it('brings everything back after all was lost, and a server goes on from there', async () => {
    await serve(5);
    await writeFile(join(folder, 'records', 'user_sessions-2026-01-01.csv'), 'id\r\n');
    await fillRedis();
    const before = await everything();
    const backup = await backUp();
    await wipe();

    const { code, said } = await runCommand(restoreCommand, [backup], environment);
    expect(said).toMatch(
      /is whole: 4 files.*5 rows of user_sessions, as backed up.*CSV files: 2.*Redis: \d keys/s,
    );
    expect(code).toBe(0);
    expect(await everything()).toEqual(before);
    expect(await redis.pttl('bakame:call:CA1')).toBeGreaterThan(3_500_000);
    await redis.del('bakame:turn-records:wait');
    await serve(3);
    const records = await readdir(join(folder, 'records'));
    expect(records.filter((name) => name.endsWith('.csv'))).toHaveLength(2);
  });

  it('holds no raw number, no key of others, and is for nobody else’s eyes', async () => {
    await serve(1);
    await fillRedis();
    const backup = await backUp();
    const names = await readdir(backup, { recursive: true, withFileTypes: true });
    for (const entry of names.filter((one) => one.isFile())) {
      const text = await readFile(join(entry.parentPath, entry.name), 'latin1');
      expect(text).not.toContain('788123456');
      expect(text).not.toContain('somebody');
    }
    expect((await stat(backup)).mode & 0o777).toBe(0o700);
  });

  it('leaves stores alone that hold something, and replaces all of it with --force', async () => {
    await serve(4);
    await fillRedis();
    const before = await everything();
    const backup = await backUp();
    await inDatabase(async (database) => {
      await database.query(`SELECT make_user_sessions_partition('2031-01-01')`);
      await database.query('UPDATE user_sessions SET user_input = $1', ['something else']);
      await database.query('DROP INDEX user_sessions_module');
    });
    await redis.set('bakame:learner:new', '{}');
    await appendFile(environment['CSV_FILE'] ?? '', 'more');

    const refused = await runCommand(restoreCommand, [backup], environment);
    expect(refused.code).toBe(1);
    expect(refused.said).toMatch(
      /4 rows of user_sessions, .*user_sessions\.csv, \d keys in Redis.*--force/,
    );
    expect(await redis.exists('bakame:learner:new')).toBe(1);

    const replaced = await runCommand(restoreCommand, [backup, '--force'], environment);
    expect([replaced.code, replaced.said]).toEqual([0, expect.stringContaining('is whole')]);
    expect(await everything()).toEqual(before);
    expect(await redis.exists('bakame:learner:new')).toBe(0);
    expect(await redis.get('somebody:elses')).toBe('key');
  });

  it('that cannot be put back costs nothing of what was there', async () => {
    await serve(2);
    const backup = await backUp();
    const before = await everything();
    const dump = join(backup, 'database.dump');
    await truncate(dump, (await stat(dump)).size - 2000);
    const manifestFile = join(backup, 'manifest.json');
    const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
    const files = await Promise.all(
      manifest.files.map(async ({ path }) => describeFile(backup, path)),
    );
    await writeFile(manifestFile, JSON.stringify({ ...manifest, files }));
    const { code, said } = await runCommand(restoreCommand, [backup, '--force'], environment);
    expect([code, said]).toEqual([1, expect.stringContaining('pg_restore failed')]);
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['a changed file', async (backup: string) => appendFile(join(backup, 'redis.ndjson'), ' ')],
    ['a missing file', async (backup: string) => rm(join(backup, 'database.dump'))],
    [
      'a torn manifest',
      async (backup: string) => writeFile(join(backup, 'manifest.json'), '{"for'),
    ],
  ])('that is damaged by %s is not restored, not even a part of it', async (_, damage) => {
    await serve(2);
    const backup = await backUp();
    await damage(backup);
    await wipe();
    const { code, said } = await runCommand(restoreCommand, [backup, '--force'], environment);
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/^The backup is damaged, and nothing was/),
    ]);
    expect(
      await inDatabase(async (database) =>
        query(database, `SELECT to_regclass('user_sessions') AS t`),
      ),
    ).toEqual([{ t: null }]);
  });

  it('is not restored under a running server', async () => {
    const backup = await backUp();
    const queue = new Queue('turn-records', { connection: bullConnection(stores.redisUrl) });
    await queue.waitUntilReady();
    const { code, said } = await runCommand(restoreCommand, [backup, '--force'], environment);
    await queue.close();
    expect([code, said]).toEqual([1, expect.stringContaining('stop every server')]);
  });

  it('of a newer version is not restored', async () => {
    await inDatabase(async (database) =>
      query(database, `INSERT INTO migrations (timestamp, name) VALUES (1, 'FromTheFuture1')`),
    );
    const backup = await backUp();
    await wipe().catch(() => undefined);
    const { code, said } = await runCommand(restoreCommand, [backup], environment);
    expect([code, said]).toEqual([1, expect.stringContaining('newer version (FromTheFuture1)')]);
  });

  it('leaves nothing behind when it fails', async () => {
    const parent = join(folder, 'backups');
    const programs = join(folder, 'programs');
    await mkdir(programs);
    const broken = `#!/bin/sh\n[ "$1" = --version ] && echo 'pg_dump (PostgreSQL) 99' || { echo 'disk full' >&2; exit 1; }\n`;
    await writeFile(join(programs, 'pg_dump'), broken);
    await chmod(join(programs, 'pg_dump'), 0o755);
    const { code, said } = await runCommand(backupCommand, ['--to', parent], {
      ...environment,
      PG_BIN_DIR: programs,
    });
    expect([code, said]).toEqual([1, expect.stringContaining('disk full')]);
    expect(await readdir(parent)).toEqual([]);
  });
});
