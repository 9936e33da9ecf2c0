import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { AppError } from '../../src/common/errors.js';
import { HealthChecks } from '../../src/common/health-check.js';
import { Readiness } from '../../src/common/readiness.js';
import { eventually } from '../support/eventually.js';
import { HealthPages } from '../support/health-pages.js';
import { PostgresServer } from '../support/postgres-server.js';
import { RedisServer } from '../support/redis-server.js';
import { createTestStores, type TestStores } from '../support/stores.js';

describe('the health pages', () => {
  let stores: TestStores;
  let redis: RedisServer;
  let pages: HealthPages;

  async function start(databaseUrl = stores.databaseUrl): Promise<void> {
    pages = await HealthPages.start({ DATABASE_URL: databaseUrl, REDIS_URL: redis.url });
  }

  beforeEach(async () => {
    [stores, redis] = await Promise.all([createTestStores(), RedisServer.start()]);
  });

  afterEach(async () => {
    redis.thaw();
    await pages.app.close();
    await Promise.all([stores.close(), redis.kill()]);
  });

  it('are healthy with both stores, and do not count providers that are not used', async () => {
    await start();
    const { status, body } = await pages.get('/healthz');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'healthy',
      service: 'BAKAME MVP',
      checks: {
        redis: { status: 'healthy', latency_ms: expect.any(Number) as number },
        database: { status: 'healthy', latency_ms: expect.any(Number) as number },
        llama_api: { status: 'disabled' },
        openai_api: { status: 'disabled' },
        deepgram_api: { status: 'disabled' },
      },
    });
    expect(await pages.get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('say no within a second while Redis hangs, and yes again afterwards', async () => {
    await start();
    await pages.get('/healthz');
    redis.freeze();
    await eventually(async () => {
      const health = await pages.get('/healthz');
      expect(health.tookMs).toBeLessThan(1000);
      expect(health).toMatchObject({
        status: 503,
        body: {
          status: 'unhealthy',
          service: 'BAKAME MVP',
          checks: {
            redis: { status: 'unhealthy', message: expect.stringMatching(/REDIS_URL/) as string },
            database: { status: 'healthy' },
          },
        },
      });
    });
    expect(await pages.get('/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not_ready', reasons: ['redis_down'] },
    });
    expect(await pages.get('/livez')).toMatchObject({ status: 200, body: { status: 'alive' } });
    redis.thaw();
    await eventually(async () => {
      expect((await pages.get('/healthz')).status).toBe(200);
    });
  });

  it('say no while Redis is gone and yes when it is back', async () => {
    await start();
    await redis.kill();
    await eventually(async () => {
      expect((await pages.get('/healthz')).body).toMatchObject({
        checks: { redis: { status: 'unhealthy' } },
      });
    });
    await redis.restart();
    await eventually(async () => {
      expect((await pages.get('/readyz')).status).toBe(200);
    });
  });

  it('answer within a second while PostgreSQL hangs, and take calls all the same', async () => {
    const postgres = await PostgresServer.start();
    try {
      await start(postgres.url);
      await pages.get('/healthz');
      postgres.freeze();
      await eventually(async () => {
        const health = await pages.get('/healthz');
        expect(health.tookMs).toBeLessThan(1000);
        expect(health.body).toMatchObject({
          status: 'unhealthy',
          checks: {
            redis: { status: 'healthy' },
            database: {
              status: 'unhealthy',
              message: 'no answer within 700 ms: start PostgreSQL, or correct DATABASE_URL',
            },
          },
        });
      });
      expect((await pages.get('/readyz')).status).toBe(200);
      postgres.thaw();
      await eventually(async () => {
        expect((await pages.get('/healthz')).status).toBe(200);
      });
      await pages.app.close();
    } finally {
      await postgres.stop();
    }
  });

  it('keep one question at a time before a dependency that hangs', async () => {
    await start();
    let asked = 0;
    const answer = Promise.withResolvers<undefined>();
    pages.app.get(HealthChecks).register({
      name: 'database',
      mend: 'wait',
      check: async () => {
        asked++;
        await answer.promise;
      },
    });
    const first = await Promise.all([pages.get('/healthz'), pages.get('/healthz')]);
    expect(first.map(({ status }) => status)).toEqual([503, 503]);
    await pause(1100);
    expect((await pages.get('/healthz')).status).toBe(503);
    expect(asked).toBe(1);
    answer.resolve(undefined);
    await eventually(async () => {
      expect((await pages.get('/healthz')).status).toBe(200);
    });
    expect(asked).toBe(2);
  });

  it('say no when the database is gone, and nothing of its address or password', async () => {
    await start();
    await pages.app.get(DataSource).destroy();
    const { status, body, text } = await pages.get('/healthz');
    expect(status).toBe(503);
    expect(body['checks']).toMatchObject({
      database: {
        status: 'unhealthy',
        message: 'no usable answer: start PostgreSQL, or correct DATABASE_URL',
      },
    });
    expect(text).not.toMatch(/postgres:|127\.0\.0\.1|bakame_test/);
  });

  it('pass on why a room is unhealthy in its own words only', async () => {
    await start();
    const checks = pages.app.get(HealthChecks);
    checks.register({
      name: 'llama_api',
      mend: 'correct LLAMA_BASE_URL',
      check: async () => Promise.reject(new Error('the caller said 0788123456')),
    });
    checks.register({
      name: 'openai_api',
      mend: '',
      check: async () => Promise.reject(new AppError('PROVIDER_UNAVAILABLE', 'no models')),
    });
    expect((await pages.get('/healthz')).body['checks']).toMatchObject({
      llama_api: { status: 'unhealthy', message: 'no usable answer: correct LLAMA_BASE_URL' },
      openai_api: { status: 'unhealthy', message: 'no models' },
    });
  });

  it('take no new calls for as long as a room blocks them', async () => {
    await start();
    const readiness = pages.app.get(Readiness);
    readiness.block('draining');
    readiness.block('at_capacity');
    readiness.block('draining');
    expect(await pages.get('/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not_ready', reasons: ['draining', 'at_capacity'] },
    });
    expect((await pages.get('/healthz')).status).toBe(200);
    readiness.unblock('draining');
    readiness.unblock('at_capacity');
    expect((await pages.get('/readyz')).status).toBe(200);
  });
});
