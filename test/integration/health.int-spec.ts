import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { AppError } from '../../src/common/errors.js';
import { HealthChecks, probeUrl } from '../../src/common/health-check.js';
import { Readiness } from '../../src/common/readiness.js';
import { ConfigModule, Settings } from '../../src/config/index.js';
import { HealthModule } from '../../src/health/index.js';
import { PersistenceModule } from '../../src/persistence/index.js';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { RedisServer } from '../support/redis-server.js';
import { createTestStores, type TestStores } from '../support/stores.js';

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly tookMs: number;
}

describe('the health pages', () => {
  let stores: TestStores;
  let redis: RedisServer;
  let app: INestApplication;
  let vendor: Server;
  let vendorUrl: string;
  let vendorRequests: string[];
  let vendorAnswers: boolean;

  async function get(path: string): Promise<Answer> {
    const startMs = performance.now();
    const response = await fetch(`${await app.getUrl()}${path}`);
    const text = await response.text();
    const body = JSON.parse(text) as Record<string, unknown>;
    return { status: response.status, body, text, tookMs: performance.now() - startMs };
  }

  beforeEach(async () => {
    vendorRequests = [];
    vendorAnswers = true;
    vendor = createServer((request, response) => {
      vendorRequests.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const isKnown = request.headers.authorization === 'Bearer right-key';
      if (vendorAnswers) response.writeHead(isKnown ? 200 : 401).end('a body with secrets');
    }).listen(0, '127.0.0.1');
    await once(vendor, 'listening');
    vendorUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/v1/models`;
    [stores, redis] = await Promise.all([createTestStores(), RedisServer.start()]);
    const settings = Object.assign(new Settings(), {
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: redis.url,
    });
    const testing = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ settings, chosen: new Map() }),
        new MemoryLog().asModule(),
        PersistenceModule,
        HealthModule,
      ],
    }).compile();
    app = testing.createNestApplication();
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
  });

  afterEach(async () => {
    redis.thaw();
    await app.close();
    vendor.closeAllConnections();
    vendor.close();
    await Promise.all([stores.close(), redis.kill()]);
  });

  it('are healthy with both stores, and do not count providers that are not used', async () => {
    const { status, body } = await get('/healthz');
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
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('say no within a second while Redis hangs, and yes again afterwards', async () => {
    await get('/healthz');
    redis.freeze();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const health = await get('/healthz');
    expect(health.tookMs).toBeLessThan(1000);
    expect(health).toMatchObject({
      status: 503,
      body: {
        status: 'unhealthy',
        service: 'BAKAME MVP',
        checks: { redis: { status: 'unhealthy' }, database: { status: 'healthy' } },
      },
    });
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not_ready', reasons: ['redis_down'] },
    });
    expect(await get('/livez')).toMatchObject({ status: 200, body: { status: 'alive' } });
    redis.thaw();
    await eventually(async () => {
      expect((await get('/healthz')).status).toBe(200);
    });
  });

  it('say no while Redis is gone and yes when it is back', async () => {
    await redis.kill();
    await eventually(async () => {
      expect((await get('/healthz')).body).toMatchObject({
        checks: { redis: { status: 'unhealthy' } },
      });
    });
    await redis.restart();
    await eventually(async () => {
      expect((await get('/readyz')).status).toBe(200);
    });
  });

  it('say no when the database is gone, and nothing of its address or password', async () => {
    await app.get(DataSource).destroy();
    const { status, body, text } = await get('/healthz');
    expect(status).toBe(503);
    expect(body['checks']).toMatchObject({
      database: { status: 'unhealthy', message: 'no usable answer' },
    });
    expect(text).not.toMatch(/postgres|127\.0\.0\.1|bakame_test/);
  });

  it('ask a vendor once for many, and never repeat what it said', async () => {
    const headers = { authorization: 'Bearer right-key' };
    app.get(HealthChecks).register({
      name: 'openai_api',
      check: async (signal) => probeUrl(vendorUrl, headers, signal),
    });
    const answers = await Promise.all(Array.from({ length: 5 }, async () => get('/healthz')));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(vendorRequests).toEqual(['GET /v1/models']);
  });

  it('tell that a vendor refuses the key, without the key', async () => {
    const headers = { authorization: 'Bearer wrong-key' };
    app.get(HealthChecks).register({
      name: 'deepgram_api',
      check: async (signal) => probeUrl(vendorUrl, headers, signal),
    });
    const { status, body, text } = await get('/healthz');
    expect(status).toBe(503);
    expect(body['checks']).toMatchObject({
      deepgram_api: { status: 'unhealthy', message: 'answered with HTTP status 401' },
    });
    expect(text).not.toMatch(/wrong-key|secrets/);
  });

  it('answer within a second while every vendor hangs', async () => {
    vendorAnswers = false;
    const checks = app.get(HealthChecks);
    for (const name of ['llama_api', 'openai_api', 'deepgram_api'] as const)
      checks.register({ name, check: async (signal) => probeUrl(vendorUrl, {}, signal) });
    const { status, tookMs } = await get('/healthz');
    expect(status).toBe(503);
    expect(tookMs).toBeLessThan(1000);
    expect(await get('/readyz')).toMatchObject({ status: 200 });
  });

  it('pass on why a room is unhealthy in its own words only', async () => {
    const checks = app.get(HealthChecks);
    checks.register({
      name: 'llama_api',
      check: async () => Promise.reject(new Error('the caller said 0788123456')),
    });
    checks.register({
      name: 'openai_api',
      check: async () => Promise.reject(new AppError('PROVIDER_UNAVAILABLE', 'no models')),
    });
    expect((await get('/healthz')).body['checks']).toMatchObject({
      llama_api: { status: 'unhealthy', message: 'no usable answer' },
      openai_api: { status: 'unhealthy', message: 'no models' },
    });
  });

  it('take no new calls for as long as a room blocks them', async () => {
    const readiness = app.get(Readiness);
    readiness.block('draining');
    readiness.block('at_capacity');
    readiness.block('draining');
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      body: { status: 'not_ready', reasons: ['draining', 'at_capacity'] },
    });
    expect((await get('/healthz')).status).toBe(200);
    readiness.unblock('draining');
    readiness.unblock('at_capacity');
    expect((await get('/readyz')).status).toBe(200);
  });
});
