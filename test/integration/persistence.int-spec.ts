import type { LoggerService } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { ConfigModule, Settings } from '../../src/config/index.js';
import {
  bullConnection,
  CALL_REDIS,
  connectCallRedis,
  connectDatabase,
  createDataSource,
  migrate,
  PersistenceModule,
} from '../../src/persistence/index.js';
import { csvColumns } from '../../src/metrics/session-csv-format.js';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { freePort } from '../support/free-port.js';
import { RedisServer } from '../support/redis-server.js';
import { createTestStores, type TestStores } from '../support/stores.js';

describe('the database', () => {
  let stores: TestStores;
  let database: DataSource;

  beforeEach(async () => {
    stores = await createTestStores();
    database = await connectDatabase(stores.databaseUrl);
  });

  afterEach(async () => {
    await database.destroy();
    await stores.close();
  });

  async function tables(): Promise<unknown> {
    return database.query(
      `SELECT table_name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_name <> 'migrations'
         AND table_name NOT LIKE 'user\\_sessions\\_%' ORDER BY 1`,
    );
  }

  it('is built by the migrations, which a second run leaves alone', async () => {
    expect(await migrate(stores.databaseUrl)).toHaveLength(database.migrations.length);
    expect(await migrate(stores.databaseUrl)).toEqual([]);
    expect(await tables()).toEqual([
      { table_name: 'module_usage' },
      { table_name: 'user_sessions' },
    ]);
  });

  it('is taken down by the same migrations, and built again', async () => {
    await migrate(stores.databaseUrl);
    for (let left = database.migrations.length; left > 0; left--)
      await database.undoLastMigration();
    expect(await tables()).toEqual([]);
    expect(await migrate(stores.databaseUrl)).toHaveLength(database.migrations.length);
  });

  it('has the columns that operators rely on, in their order', async () => {
    await migrate(stores.databaseUrl);
    const columns: unknown = await database.query(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_name = 'user_sessions' ORDER BY ordinal_position`,
    );
    expect(columns).toEqual(csvColumns.map((name) => ({ name })));
  });

  it('is what the entities say', async () => {
    await migrate(stores.databaseUrl);
    const { upQueries } = await database.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('refuses the same record of a turn twice', async () => {
    await migrate(stores.databaseUrl);
    const insert = `INSERT INTO user_sessions ("timestamp", phone_number, session_id, module_name,
      interaction_type, user_input, ai_response, session_duration, emotional_data, gamification_data,
      call_id, turn, tokens_in, tokens_out, interrupted, providers)
      VALUES (now(), 'c', 's', 'm', 'turn_metrics', '', '', 0, '{}', '{}', 'CA1', 1, 0, 0, false, '{}')`;
    await database.query(insert);
    await expect(database.query(insert)).rejects.toMatchObject({ code: '23505' });
  });

  it('that cannot be reached is named by host and port, with what to do and without the password', async () => {
    const port = await freePort();
    const url = `postgres://bakame:hunter2-hunter2@127.0.0.1:${port}/bakame`;
    await expect(connectDatabase(url)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message:
        `the database at 127.0.0.1:${port} cannot be used (ECONNREFUSED): ` +
        'start it, or correct DATABASE_URL',
    });
  });

  it('that does not exist is refused with its SQLSTATE', async () => {
    await expect(connectDatabase(`${stores.databaseUrl}_not_there`)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('(3D000)') as unknown,
    });
  });

  it('gives up a statement that takes too long', () => {
    expect(createDataSource(stores.databaseUrl).options.extra).toMatchObject({
      statement_timeout: 10_000,
      connectionTimeoutMillis: 2000,
    });
  });
});

describe('the Redis of calls', () => {
  let server: RedisServer;
  const log = new MemoryLog();

  beforeEach(async () => {
    server = await RedisServer.start();
    log.lines.length = 0;
  });

  afterEach(async () => {
    server.thaw();
    await server.kill();
  });

  it('fails a command within half a second while the server hangs', async () => {
    const redis = await connectCallRedis(server.url, log);
    server.freeze();
    const startMs = performance.now();
    await expect(redis.get('key')).rejects.toThrow();
    expect(performance.now() - startMs).toBeLessThan(500);
    redis.disconnect();
  });

  it('fails at once while the server is gone, tells it in one line, and is back by itself', async () => {
    const redis = await connectCallRedis(server.url, log);
    await server.kill();
    await eventually(async () => {
      const startMs = performance.now();
      await expect(redis.get('key')).rejects.toThrow();
      expect(performance.now() - startMs).toBeLessThan(50);
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    await server.restart();
    await eventually(async () => {
      expect(await redis.ping()).toBe('PONG');
    });
    expect(log.lines.map(({ message }) => message)).toEqual([
      'redis connection lost; calls go on without it',
      'redis connection is back',
    ]);
    redis.disconnect();
  });

  it('that cannot be reached is named by host and port, with what to do', async () => {
    const port = await freePort();
    await expect(connectCallRedis(`redis://:hunter2@127.0.0.1:${port}`, log)).rejects.toMatchObject(
      {
        code: 'REDIS_UNREACHABLE',
        message: `Redis at 127.0.0.1:${port} cannot be used (ECONNREFUSED): start it, or correct REDIS_URL`,
      },
    );
  });

  it('has a profile apart from that of the queue, whose work waits', () => {
    expect(bullConnection(server.url)).toMatchObject({ maxRetriesPerRequest: null });
  });
});

describe('PersistenceModule', () => {
  let stores: TestStores;
  let log: MemoryLog;

  beforeEach(async () => {
    stores = await createTestStores();
    log = new MemoryLog();
  });

  afterEach(async () => {
    await stores.close();
  });

  async function start(databaseUrl: string): Promise<TestingModule> {
    const settings = Object.assign(new Settings(), {
      DATABASE_URL: databaseUrl,
      REDIS_URL: stores.redisUrl,
    });
    const imports = [
      ConfigModule.forRoot({ settings, chosen: new Map() }),
      log.asModule(),
      PersistenceModule,
    ];
    const app = await Test.createTestingModule({ imports }).setLogger(silent).compile();
    return app.init();
  }

  it('stops the start with one clear error when the database is not there', async () => {
    const port = await freePort();
    await expect(start(`postgres://bakame@127.0.0.1:${port}/bakame`)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
    });
  });

  it('warns of a schema that is behind, and of no other', async () => {
    const behind = await start(stores.databaseUrl);
    await behind.close();
    expect(log.lines).toEqual([
      expect.objectContaining({ level: 'warn', mend: 'npm run migration:run' }),
    ]);
    await migrate(stores.databaseUrl);
    const upToDate = await start(stores.databaseUrl);
    await upToDate.close();
    expect(log.lines).toHaveLength(1);
  });

  it('gives both stores, and closes them with the application', async () => {
    const app = await start(stores.databaseUrl);
    const database = app.get(DataSource);
    const redis = app.get<Redis>(CALL_REDIS);
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await redis.ping()).toBe('PONG');
    await app.close();
    expect(database.isInitialized).toBe(false);
    await eventually(() => {
      expect(redis.status).toBe('end');
    });
  });
});

const silent: LoggerService = {
  log: () => undefined,
  error: () => undefined,
  warn: () => undefined,
};
