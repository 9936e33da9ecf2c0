import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule, Settings } from '../../src/config/index.js';
import { MetricsModule, SessionRecords, TURN_RECORDER } from '../../src/metrics/index.js';
import type { InteractionRecord, TurnRecorder } from '../../src/metrics/index.js';
import { RecordSpool } from '../../src/metrics/spool/record-spool.js';
import { toJob } from '../../src/metrics/turn-record-job.js';
import { connectDatabase, migrate } from '../../src/persistence/index.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { PostgresServer } from '../../test/support/postgres-server.js';
import { RedisServer } from '../../test/support/redis-server.js';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { percentile } from '../support/latency-table.js';

const batchRows = 500;
const runMs = 10_000;
const throughAllRows = 30_000;
/** A live server's event loop takes calls beside: so many records every 20 ms. */
const perTick = 50;

/** How many turns a second the table takes in batches, and the whole way from a call to table and CSV. */
export async function insertRates(): Promise<string> {
  const [postgres, redis] = await Promise.all([PostgresServer.start(), RedisServer.start()]);
  const folder = await mkdtemp(join(tmpdir(), 'bakame-inserts-'));
  try {
    await migrate(postgres.url);
    const table = await tableAlone(postgres.url);
    const spooled = await writeAheadMs(folder);
    const way = await wholeWay(postgres.url, redis.url, folder);
    return [
      `table alone, ${batchRows} rows a batch     ${Math.round(table)} turns/s`,
      `recorder → spool → queue → table   ${Math.round(way.perSecond)} turns/s`,
      `turn → spool, all a kill -9 loses  p50 ${spooled.p50} ms, p99 ${spooled.p99} ms`,
      `event loop meanwhile               p99 ${way.loopP99Ms.toFixed(1)} ms late`,
      `load of the machine                ${loadavg()[0]?.toFixed(1) ?? '?'} on ${cpus().length} cores`,
    ].join('\n');
  } finally {
    await Promise.all([redis.kill(), postgres.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function tableAlone(url: string): Promise<number> {
  const database = await connectDatabase(url);
  const records = new SessionRecords(database);
  let stored = 0;
  let spentMs = 0;
  while (spentMs < runMs) {
    const jobs = turns().map((turn) => toJob(turn));
    const startedMs = performance.now();
    stored += await records.insert(jobs);
    spentMs += performance.now() - startedMs;
  }
  await database.destroy();
  return (stored * 1000) / spentMs;
}

async function wholeWay(
  databaseUrl: string,
  redisUrl: string,
  folder: string,
): Promise<{ perSecond: number; loopP99Ms: number }> {
  const settings = Object.assign(new Settings(), {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    CSV_FILE: join(folder, 'user_sessions.csv'),
    SPOOL_DIR: join(folder, 'spool'),
  });
  const log = new MemoryLog();
  const room: DynamicModule = {
    module: MetricsModule,
    imports: [ConfigModule.forRoot({ settings, chosen: new Map() }), log.asModule()],
  };
  const app = await NestFactory.createApplicationContext(room, { logger: false });
  try {
    const recorder = app.get<TurnRecorder>(TURN_RECORDER);
    const records = app.get(SessionRecords);
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    const startedMs = performance.now();
    const last = await recordAll(recorder);
    while (!(await records.holdsAll([toJob(last)]))) await pause(20);
    const perSecond = (throughAllRows * 1000) / (performance.now() - startedMs);
    return { perSecond, loopP99Ms: loop.percentile(99) / 1e6 - 5 };
  } finally {
    await app.close();
  }
}

async function recordAll(recorder: TurnRecorder): Promise<InteractionRecord> {
  let last = turnRecord();
  for (let recorded = 0; recorded < throughAllRows;) {
    for (const record of turns(perTick)) {
      recorder.record(record);
      last = record;
    }
    recorded += perTick;
    await pause(1);
  }
  return last;
}

/** How long a turn is in memory alone, at 30 turns a second. */
async function writeAheadMs(folder: string): Promise<Record<'p50' | 'p99', string>> {
  const spool = new RecordSpool(join(folder, 'alone'), 1e9, new MemoryLog());
  const tookMs: number[] = [];
  for (const record of turns(300)) {
    const startedMs = performance.now();
    await spool.append([toJob(record)]);
    tookMs.push(performance.now() - startedMs);
    await pause(33);
  }
  await spool.close();
  const at = (percent: number): string => (percentile(tookMs, percent) ?? 0).toFixed(1);
  return { p50: at(50), p99: at(99) };
}

/** Turns as callers make them, ten to a call. */
function turns(count = batchRows): InteractionRecord[] {
  const timestamp = new Date();
  return Array.from({ length: Math.ceil(count / 10) }, () => randomUUID()).flatMap((callId) =>
    Array.from({ length: 10 }, (_, n) => turnRecord({ callId, turn: n + 1, timestamp })),
  );
}
