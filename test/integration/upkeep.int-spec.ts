import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { Queue } from 'bullmq';
import type { DataSource } from 'typeorm';
import { ConfigModule, Settings } from '../../src/config/index.js';
import { bullConnection, connectDatabase, migrate } from '../../src/persistence/index.js';
import { UpkeepModule } from '../../src/upkeep/index.js';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { RedisServer } from '../support/redis-server.js';
import { createTestStores, type TestStores } from '../support/stores.js';

const dayMs = 24 * 60 * 60 * 1000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMs);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
const monthOf = (date: Date): string => dayOf(date).slice(0, 7).replace('-', '_');

describe('the upkeep', () => {
  let stores: TestStores;
  let database: DataSource;
  let folder: string;
  const houses: TestingModule[] = [];

  beforeEach(async () => {
    stores = await createTestStores();
    await migrate(stores.databaseUrl);
    database = await connectDatabase(stores.databaseUrl);
    folder = await mkdtemp(join(tmpdir(), 'bakame-upkeep-'));
  });

  afterEach(async () => {
    await Promise.all(houses.splice(0).map(async (house) => house.close()));
    await database.destroy();
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(redisUrl = stores.redisUrl): Promise<MemoryLog> {
    const settings = Object.assign(new Settings(), {
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: redisUrl,
      CSV_FILE: join(folder, 'user_sessions.csv'),
    });
    const log = new MemoryLog();
    const house = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ settings, chosen: new Map() }),
        log.asModule(),
        UpkeepModule,
      ],
    }).compile();
    house.useLogger(false);
    await house.init();
    houses.push(house);
    return log;
  }

  async function partitions(): Promise<string[]> {
    const rows: { name: string }[] = await database.query(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits
       WHERE inhparent = 'user_sessions'::regclass ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  }

  it('drops months that are over a year old and makes the next, in one of several instances', async () => {
    const old = `user_sessions_${monthOf(daysAgo(400))}`;
    const young = `user_sessions_${monthOf(daysAgo(360))}`;
    for (const days of [400, 360])
      await database.query('SELECT make_user_sessions_partition($1::date)', [daysAgo(days)]);
    const missing = (await partitions()).at(-2) ?? '';
    await database.query(`DROP TABLE ${missing}`);
    expect(await partitions()).toEqual(expect.arrayContaining([old, young]));

    const logs = await Promise.all([open(), open(), open()]);
    await eventually(async () => {
      expect(await partitions()).not.toContain(old);
    });
    await eventually(() => {
      const lines = logs.flatMap((log) => log.lines);
      expect(lines).toEqual([
        { level: 'info', message: 'partitions were made', partitions: [missing] },
        {
          level: 'info',
          message: 'old records were dropped',
          partitions: [old],
          strayRows: 0,
          retentionDays: 365,
        },
      ]);
    });
    expect(await partitions()).toEqual(expect.arrayContaining([young, missing]));
  });

  it('is scheduled once, whatever number of instances starts', async () => {
    await Promise.all([open(), open()]);
    const queue = new Queue('upkeep', {
      connection: bullConnection(stores.redisUrl),
      prefix: 'bakame',
    });
    await eventually(async () => {
      expect(await queue.getJobSchedulers()).toEqual([
        expect.objectContaining({ key: 'upkeep', every: 60 * 60 * 1000 }),
      ]);
      expect(await queue.getJobCounts('active', 'wait', 'delayed', 'failed')).toEqual({
        active: 0,
        wait: 0,
        delayed: 1,
        failed: 0,
      });
    });
    await queue.close();
  });

  it('removes the CSV files of days over ninety days ago, and no other file', async () => {
    const name = (label: string): string => `user_sessions${label}.csv`;
    const old = [name(`-${dayOf(daysAgo(92))}`), name(`-${dayOf(daysAgo(300))}-2`), name('-other')];
    const kept = [name(''), name(`-${dayOf(daysAgo(88))}`), 'user_sessions.txt', 'other.csv'];
    for (const file of [...old, ...kept]) await writeFile(join(folder, file), 'rows');
    await utimes(join(folder, name('-other')), daysAgo(200), daysAgo(200));
    await utimes(join(folder, name('')), daysAgo(200), daysAgo(200));
    const log = await open();
    await eventually(async () => {
      expect((await readdir(folder)).sort()).toEqual(kept.sort());
    });
    await eventually(() => {
      expect(log.lines).toContainEqual(
        expect.objectContaining({ message: 'old CSV files were removed', retentionDays: 90 }),
      );
    });
  });

  it('lets the process end in time when Redis hangs', async () => {
    const redis = await RedisServer.start();
    try {
      await open(redis.url);
      redis.freeze();
      const startMs = performance.now();
      await Promise.all(houses.splice(0).map(async (house) => house.close()));
      expect(performance.now() - startMs).toBeLessThan(5000);
    } finally {
      redis.thaw();
      await redis.kill();
    }
  });
});
