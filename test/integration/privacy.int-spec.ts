import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { ConfigModule, loadConfiguration } from '../../src/config/index.js';
import { MetricsModule, TURN_RECORDER, type TurnRecorder } from '../../src/metrics/index.js';
import { csvHeader } from '../../src/metrics/session-csv-format.js';
import { RecordSpool } from '../../src/metrics/spool/record-spool.js';
import { toJob } from '../../src/metrics/turn-record-job.js';
import {
  bullConnection,
  connectCallRedis,
  connectDatabase,
  migrate,
} from '../../src/persistence/index.js';
import { runPrivacy, type Outcome } from '../../src/privacy/testing/run-privacy.js';
import { CallerId } from '../../src/telephony/index.js';
import { eventually } from '../support/eventually.js';
import { MemoryLog } from '../support/memory-log.js';
import { createTestStores, type TestStores } from '../support/stores.js';
import { turnRecord } from '../support/turn-fixtures.js';

const number = '+250788123456';
const key = 'the key of these tests';
const formerKey = 'the key before that one';
const words = 'my favourite subject is astronomy';
const otherWords = 'somebody else said this';

/** The pseudonym of a number under a key. */
function pseudonym(from: string, callerIdKey = key): string {
  const settings = { CALLER_ID_KEY: callerIdKey };
  return new CallerId(settings, new MemoryLog()).identify(from, '').pseudonym;
}

describe('npm run privacy', () => {
  let stores: TestStores;
  let folder: string;
  let database: DataSource;
  let redis: Redis;
  let queue: Queue;
  let environment: Record<string, string>;
  let house: TestingModule | undefined;

  const theirs = pseudonym(number);
  const before = pseudonym(number, formerKey);
  const others = pseudonym('+250788000000');

  beforeEach(async () => {
    stores = await createTestStores();
    await migrate(stores.databaseUrl);
    database = await connectDatabase(stores.databaseUrl);
    redis = await connectCallRedis(stores.redisUrl, new MemoryLog());
    queue = new Queue('turn-records', {
      connection: bullConnection(stores.redisUrl),
      prefix: 'bakame',
    });
    folder = await mkdtemp(join(tmpdir(), 'bakame-privacy-'));
    environment = {
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      CSV_FILE: join(folder, 'user_sessions.csv'),
      SPOOL_DIR: join(folder, 'spool'),
      LOG_FILE: join(folder, 'app.log'),
      CALLER_ID_KEY: key,
      CALLER_ID_KEY_PREVIOUS: formerKey,
    };
  });

  afterEach(async () => {
    await house?.close();
    house = undefined;
    await queue.close();
    redis.disconnect();
    await database.destroy();
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function openHouse(): Promise<TurnRecorder> {
    const log = new MemoryLog();
    house = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(loadConfiguration(environment, [], {})),
        log.asModule(),
        MetricsModule,
      ],
    }).compile();
    house.useLogger(false);
    await house.init();
    return house.get(TURN_RECORDER);
  }

  const run = async (args: readonly string[], typed?: string): Promise<Outcome> =>
    runPrivacy(args, environment, typed);

  /** Everything that the stores and the folder hold, in one text. */
  async function everything(): Promise<string> {
    const rows: unknown = await database.query('SELECT * FROM user_sessions');
    const jobs = await queue.getJobs();
    const keys = await redis.keys('bakame:*');
    const plain = keys.filter((name) => !name.startsWith('bakame:turn-records:'));
    const values = await Promise.all(
      plain.map(async (name) =>
        (await redis.type(name)) === 'hash' ? redis.hgetall(name) : redis.get(name),
      ),
    );
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = await Promise.all(
      names
        .filter((entry) => entry.isFile())
        .map(async ({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
    );
    return JSON.stringify([rows, jobs.map(({ data }) => data as unknown), plain, values, files]);
  }

  /** One person in every place, under both keys, and another one beside them everywhere. */
  async function fillEveryPlace(): Promise<void> {
    const recorder = await openHouse();
    const say = (caller: string, callId: string, userInput: string): void => {
      recorder.record(turnRecord({ timestamp: new Date(), caller, callId, userInput }));
    };
    say(theirs, 'CA1', words);
    say(before, 'CA2', words);
    say(others, 'CA3', otherWords);
    await eventually(async () => {
      expect((await readFile(environment['CSV_FILE'] ?? '', 'utf8')).split('\r\n')).toHaveLength(5);
    });
    await house?.close();
    house = undefined;

    const line = (caller: string, text: string): string =>
      `1,2026-01-01T10:00:00Z,${caller},s,m,turn_metrics,${text},,0,{},{},CA9,1,,,,,0,0,,,,false,{},\r\n`;
    await writeFile(
      join(folder, 'user_sessions-2026-01-01.csv'),
      csvHeader + line(theirs, words) + line(others, otherWords),
    );
    const job = (caller: string, userInput: string, turn: number) =>
      toJob(turnRecord({ caller, userInput, turn, callId: 'CA4' }));
    await queue.pause();
    await queue.add('records', { records: [job(theirs, words, 1), job(others, otherWords, 2)] });
    await queue.add('records', { records: [job(theirs, words, 3)] }, { delay: 100_000 });
    const spool = new RecordSpool(environment['SPOOL_DIR'] ?? '', 1e9, new MemoryLog());
    await spool.append([job(theirs, words, 5), job(others, otherWords, 6)]);
    await redis.hset('bakame:call:CA1', { caller: theirs, sessionId: 's', closed: '1' });
    await redis.set('bakame:call:CA1:number', number);
    await redis.set(`bakame:learner:${theirs}`, '{"module":"maths"}');
    await redis.set(`bakame:learner:${others}`, '{"module":"english"}');
  }

  it('exports what every place keeps, under the key of now and the one before, and of nobody else', async () => {
    await fillEveryPlace();
    const { code, output, errors } = await run(['export', ' +250 788-123-456 ']);
    const kept = JSON.parse(output) as Record<string, unknown[]>;
    const counts = Object.entries(kept).map(([name, found]) => [name, found.length]);
    expect(Object.fromEntries(counts)).toMatchObject({
      redis: 3,
      spool: 1,
      queue: 2,
      rows: 2,
      csv: 3,
    });
    for (const found of ['redis', 'spool', 'queue', 'rows', 'csv'])
      if (found !== 'redis') expect(JSON.stringify(kept[found])).toContain(words);
    expect(output).not.toContain(otherWords);
    expect(output).not.toContain(others);
    expect([code, errors]).toEqual([0, 'Exported: redis 3, spool 1, queue 2, rows 2, csv 3.\n']);
  });

  it('erases what every place keeps, leaves the others alone and a line without the number', async () => {
    await fillEveryPlace();
    const { code, errors } = await run(['erase', number, '--yes']);
    expect(errors).toBe('Erased: redis 3, spool 1, queue 2, rows 3, csv 3.\n');
    expect(code).toBe(0);
    const left = await everything();
    for (const trace of [words, theirs, before, number, number.slice(1)])
      expect(left).not.toContain(trace);
    const timesLeft = (text: string): number => left.split(text).length - 1;
    // A row and its line, a line of a past day, a queued record, a spooled one that is a row now.
    expect(timesLeft(otherWords)).toBe(5);
    expect(await readdir(environment['SPOOL_DIR'] ?? '')).toEqual([]);
    expect(await redis.exists(`bakame:learner:${others}`)).toBe(1);
    expect(JSON.parse(await readFile(environment['LOG_FILE'] ?? '', 'utf8'))).toMatchObject({
      level: 'info',
      msg: 'what was kept about a caller was erased',
      rows: 3,
      csv: 3,
    });
    await queue.resume();
    await openHouse();
    await eventually(async () => {
      expect(await database.query('SELECT DISTINCT phone_number FROM user_sessions')).toEqual([
        { phone_number: others },
      ]);
    });
    expect((await run(['export', number])).errors).toBe(
      'Exported: redis 0, spool 0, queue 0, rows 0, csv 0.\n',
    );
  });

  it('erases while a server records and exports, which goes on without a gap', async () => {
    const recorder = await openHouse();
    let turn = 0;
    const recording = setInterval(() => {
      turn += 1;
      const timestamp = new Date();
      recorder.record(turnRecord({ timestamp, turn, caller: others, callId: 'CA3' }));
      if (turn <= 40)
        recorder.record(
          turnRecord({ timestamp, turn, caller: theirs, callId: 'CA1', userInput: words }),
        );
    }, 25);
    try {
      await eventually(() => {
        expect(turn).toBeGreaterThan(20);
      });
      expect((await run(['erase', number, '--yes'])).code).toBe(0);
    } finally {
      clearInterval(recording);
    }
    const file = environment['CSV_FILE'] ?? '';
    await eventually(async () => {
      const lines = (await readFile(file, 'utf8')).split('\r\n').slice(1, -1);
      expect(lines.map((one) => Number(one.split(',CA3,')[1]?.split(',')[0]))).toEqual(
        Array.from({ length: turn }, (_, index) => index + 1),
      );
    });
    expect(await everything()).not.toContain(theirs);
    expect((await readdir(folder)).filter((name) => name.endsWith('.csv'))).toHaveLength(1);
  });

  it('does not erase somebody who is in a call', async () => {
    await redis.hset('bakame:call:CA1', { caller: theirs, sessionId: 's' });
    await redis.set('bakame:call:CA1:number', number);
    const { code, errors } = await run(['erase', number, '--yes']);
    expect([code, errors]).toEqual([
      1,
      'This caller is in a call now. Nothing was erased: try again when the call is over.\n',
    ]);
    expect(await redis.exists('bakame:call:CA1')).toBe(1);
  });

  it('asks before it erases, and takes nothing but "erase" for an answer', async () => {
    await redis.set(`bakame:learner:${theirs}`, '{}');
    expect((await run(['erase', number])).code).toBe(2);
    expect((await run(['erase', number], 'yes')).code).toBe(2);
    expect(await redis.exists(`bakame:learner:${theirs}`)).toBe(1);
    expect((await run(['erase', number], 'erase')).code).toBe(0);
    expect(await redis.exists(`bakame:learner:${theirs}`)).toBe(0);
  });

  it('says what to do when the schema is behind', async () => {
    await database.undoLastMigration();
    const { code, errors } = await run(['export', number]);
    expect([code, errors]).toEqual([
      1,
      'The database schema is behind: run npm run migration:run first.\n',
    ]);
  });

  it('writes an export to a file for nobody else’s eyes', async () => {
    const out = join(folder, 'export.json');
    await redis.set(`bakame:learner:${theirs}`, '{}');
    expect((await run(['export', number, '--out', out])).code).toBe(0);
    expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
      redis: [{ key: `bakame:learner:${theirs}`, value: '{}' }],
    });
  });

  it('takes lines of the person out of a damaged spool, too', async () => {
    const damaged = join(folder, 'spool', '000000000001.spool.damaged');
    await mkdir(join(folder, 'spool'));
    await writeFile(
      damaged,
      `header\nxx {"phone_number":"${theirs}\nyy {"phone_number":"${others}\n`,
    );
    expect((await run(['erase', number, '--yes'])).errors).toContain('spool 1');
    expect(await readFile(damaged, 'utf8')).toBe(`header\nyy {"phone_number":"${others}\n`);
  });
});
