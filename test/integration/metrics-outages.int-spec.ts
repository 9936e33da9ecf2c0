import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { migrate } from '../../src/persistence/index.js';
import { eventually } from '../support/eventually.js';
import { PostgresServer } from '../support/postgres-server.js';
import { linesOf, RecordRooms } from '../support/record-rooms.js';
import { RedisServer } from '../support/redis-server.js';
import { createTestStores, type TestStores } from '../support/stores.js';
import { turnRecord } from '../support/turn-fixtures.js';

const today = new Date();

describe('turn records, when a store is away,', () => {
  let stores: TestStores;
  let folder: string;
  let csvFile: string;
  let rooms: RecordRooms;

  const open: RecordRooms['open'] = async (overrides) => rooms.open(overrides);
  const lines = async (file = csvFile): Promise<string[]> => linesOf(file);

  beforeEach(async () => {
    stores = await createTestStores();
    await migrate(stores.databaseUrl);
    folder = await mkdtemp(join(tmpdir(), 'bakame-csv-'));
    csvFile = join(folder, 'user_sessions.csv');
    rooms = new RecordRooms(stores, folder);
  });

  afterEach(async () => {
    await rooms.close();
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('wait while Redis is away and arrive once when it is back', async () => {
    const redis = await RedisServer.start();
    try {
      const { recorder, records, log } = await open({ REDIS_URL: redis.url });
      await redis.kill();
      for (let turn = 1; turn <= 250; turn++)
        recorder.record(turnRecord({ timestamp: today, turn }));
      await redis.restart();
      await eventually(async () => {
        expect(await records.ofCall('CA5f0c')).toHaveLength(250);
        expect(await lines()).toHaveLength(251);
      }, 20_000);
      expect(log.messages('error')).toEqual([]);
      await rooms.close();
    } finally {
      await redis.kill();
    }
  });

  it('arrive once and in order when Redis forgets what it had taken', async () => {
    const redis = await RedisServer.start();
    try {
      const { app, recorder, records } = await open({ REDIS_URL: redis.url });
      const queue = app.get<Queue>(getQueueToken('turn-records'));
      await queue.pause();
      for (let turn = 1; turn <= 20; turn++)
        recorder.record(turnRecord({ timestamp: today, turn }));
      await eventually(async () => {
        expect(await queue.getJobs()).not.toEqual([]);
      });
      await redis.restart();
      await eventually(async () => {
        const turns = (await records.ofCall('CA5f0c')).map(({ turn }) => turn);
        expect(turns).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
        expect(await lines()).toHaveLength(21);
      }, 20_000);
      await rooms.close();
    } finally {
      await redis.kill();
    }
  }, 40_000);

  it('arrive once and in order when PostgreSQL is killed and started again', async () => {
    const postgres = await PostgresServer.start();
    try {
      await migrate(postgres.url);
      const { recorder, records, log } = await open({ DATABASE_URL: postgres.url });
      const record = (turn: number): void => {
        recorder.record(turnRecord({ timestamp: today, turn }));
      };
      for (let turn = 1; turn <= 30; turn++) record(turn);
      const restart = await postgres.kill();
      for (let turn = 31; turn <= 60; turn++) record(turn);
      await eventually(() => {
        expect(log.messages('warn')).toContain(
          'turn records are not being stored; each is tried again',
        );
      });
      await restart();
      await eventually(async () => {
        const turns = (await records.ofCall('CA5f0c')).map(({ turn }) => turn);
        expect(turns).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
        expect((await lines()).length).toBe(61);
      }, 30_000);
      await eventually(async () => {
        expect(await readdir(join(folder, 'spool'))).toEqual([]);
      });
      await rooms.close();
    } finally {
      await postgres.stop();
    }
  }, 60_000);

  it('let the process end in time when Redis hangs, and arrive after the next start', async () => {
    const redis = await RedisServer.start();
    try {
      const { recorder, log } = await open({ REDIS_URL: redis.url });
      redis.freeze();
      for (let turn = 1; turn <= 3; turn++) recorder.record(turnRecord({ timestamp: today, turn }));
      const startMs = performance.now();
      await rooms.close();
      expect(performance.now() - startMs).toBeLessThan(9000);
      expect(log.messages('warn')).toContain(
        'turn records wait on disk for the next start: the stores did not take them',
      );
    } finally {
      redis.thaw();
      await redis.kill();
    }
    const { records } = await open();
    await eventually(async () => {
      expect(await records.ofCall('CA5f0c')).toHaveLength(3);
      expect(await lines()).toHaveLength(4);
    });
  });
});
