import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { toJob } from '../../src/metrics/turn-record-job.js';
import { migrate, ModuleUsage } from '../../src/persistence/index.js';
import { eventually } from '../support/eventually.js';
import { linesOf, RecordRooms } from '../support/record-rooms.js';
import { createTestStores, type TestStores } from '../support/stores.js';
import { turnRecord } from '../support/turn-fixtures.js';

const today = new Date();

describe('turn records', () => {
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

  it('go through the queue into one row, one line and one count, also when recorded twice', async () => {
    const { app, recorder, records } = await open();
    const record = turnRecord({ timestamp: today });
    recorder.record(record);
    recorder.record(record);
    recorder.record({ ...record, type: 'call_started' });
    await eventually(async () => {
      expect(await lines()).toHaveLength(3);
    });
    const rows = await records.ofCall(record.callId);
    expect(rows.map((row) => row.interaction_type)).toEqual(['turn_metrics', 'call_started']);
    expect(rows[0]).toMatchObject({
      timestamp: today,
      phone_number: 'caller_5f0c',
      module_name: 'maths',
      session_duration: 12.5,
      emotional_data: { hesitation: 1 },
      gamification_data: { streak: 3 },
      turn: 1,
      asr_ms: 210,
      llm_ms: 320,
      tts_ms: 90,
      total_ms: 740,
      endpoint_ms: 400,
      tokens_in: 120,
      tokens_out: 18,
      asr_confidence: 0.93,
      interrupted: false,
      error: null,
      providers: { asr: 'whisper_local', llm: 'llama', tts: 'coqui_local' },
    });
    expect(await app.get(DataSource).getRepository(ModuleUsage).find()).toEqual([
      { module_name: 'maths', day: today.toISOString().slice(0, 10), turns: 1, calls: 1 },
    ]);
    const [header, first] = await lines();
    expect(header).toMatch(
      /^id,timestamp,phone_number,.*,endpoint_ms,interrupted,providers,wasted_replies$/,
    );
    expect(first).toContain(
      ',turn_metrics,twelve times twelve is 144,"Well done, 144 it is.",12.5,',
    );
  });

  it('hold nothing that identifies the caller in spool, queue, table and file', async () => {
    const { app, recorder, records } = await open();
    const queue = app.get<Queue>(getQueueToken('turn-records'));
    await queue.pause();
    recorder.record(
      turnRecord({
        timestamp: today,
        caller: '+250788123456',
        userInput: 'zero seven eight eight one two three four five six',
        aiResponse: 'I wrote to jane@example.com\0',
        error: 'no call to 0788123456',
      }),
    );
    const jobs = await eventually(async () => {
      const waiting = await queue.getJobs();
      expect(waiting).toHaveLength(1);
      return waiting;
    });
    const [segment = ''] = await readdir(join(folder, 'spool'));
    const spooled = await readFile(join(folder, 'spool', segment), 'utf8');
    await queue.resume();
    await eventually(async () => {
      expect(await lines()).toHaveLength(2);
    });
    const rows = await records.ofCall('CA5f0c');
    expect(rows).toHaveLength(1);
    for (const kept of [
      spooled,
      JSON.stringify(jobs),
      JSON.stringify(rows),
      await readFile(csvFile, 'utf8'),
    ]) {
      expect(kept).toContain('[PHONE_REDACTED]');
      expect(kept).toContain('[EMAIL_REDACTED]');
      expect(kept).not.toMatch(/788123|eight|jane/);
    }
  });

  it('are all stored before an orderly end', async () => {
    const { recorder } = await open();
    for (let turn = 1; turn <= 40; turn++) recorder.record(turnRecord({ timestamp: today, turn }));
    await rooms.close();
    expect(await lines()).toHaveLength(41);
  });

  it('fail once with a clear line when malformed, and the next ones are stored', async () => {
    const { app, recorder, records, log } = await open();
    const queue = app.get<Queue>(getQueueToken('turn-records'));
    const bad = { call_id: 'CA5f0c', turn: 'three', user_input: 'call 0788123456' };
    await queue.add('records', { records: [bad, toJob(turnRecord({ turn: 2 }))] });
    await queue.add('records', null);
    await queue.add('records', 'not a record');
    recorder.record(turnRecord({ timestamp: today }));
    await eventually(async () => {
      expect((await records.ofCall('CA5f0c')).map(({ turn }) => turn)).toEqual([2, 1]);
    });
    expect(log.messages('error')).toEqual(Array(3).fill('a turn record cannot be stored'));
    expect(JSON.stringify(log.lines)).toMatch(/unusable fields: timestamp, .*turn/);
    expect(JSON.stringify(log.lines)).not.toContain('0788');
    expect(await queue.getFailedCount()).toBe(3);
  });

  it('reach the file later when its folder cannot be written, each once', async () => {
    await writeFile(join(folder, 'blocked'), '');
    const blocked = join(folder, 'blocked', 'user_sessions.csv');
    const { recorder, records, log } = await open({ CSV_FILE: blocked });
    recorder.record(turnRecord({ timestamp: today, turn: 1 }));
    recorder.record(turnRecord({ timestamp: today, turn: 2 }));
    await eventually(async () => {
      expect(await records.ofCall('CA5f0c')).toHaveLength(2);
      expect(log.messages('warn')).toHaveLength(1);
    });
    expect(log.lines).toContainEqual(expect.objectContaining({ reason: 'EEXIST' }));
    await rooms.close();
    await rm(join(folder, 'blocked'));
    await open({ CSV_FILE: blocked });
    await eventually(async () => {
      expect((await lines(blocked)).map((line) => line.split(',')[0])).toEqual(['id', '1', '2']);
    });
  });

  it('reach the file later when its disk is full, each once, after one clear line', async () => {
    await symlink('/dev/full', csvFile);
    const { recorder, records, log } = await open();
    recorder.record(turnRecord({ timestamp: today, turn: 1 }));
    recorder.record(turnRecord({ timestamp: today, turn: 2 }));
    await eventually(async () => {
      expect(await records.ofCall('CA5f0c')).toHaveLength(2);
      expect(log.lines).toEqual([expect.objectContaining({ level: 'warn', reason: 'ENOSPC' })]);
    });
    await rooms.close();
    await rm(csvFile);
    await open();
    await eventually(async () => {
      expect((await lines()).map((line) => line.split(',')[0])).toEqual(['id', '1', '2']);
    });
  });

  it('are each in the file once when two processes share it', async () => {
    const [one, two] = [await open(), await open()];
    for (let turn = 1; turn <= 60; turn++)
      (turn % 2 === 0 ? one : two).recorder.record(turnRecord({ timestamp: today, turn }));
    await eventually(async () => {
      const turns = (await lines()).slice(1).map((line) => Number(line.split(',')[0]));
      expect(turns).toHaveLength(60);
      expect(turns).toEqual(turns.toSorted((a, b) => a - b));
      expect(new Set(turns).size).toBe(60);
    });
    expect(await readdir(folder)).toEqual(
      expect.not.arrayContaining([expect.stringContaining('edited')]),
    );
    expect([...one.log.lines, ...two.log.lines]).toEqual([]);
  });

  it('begin a file of their own beside one of another database, and leave what is there', async () => {
    const foreign = await open();
    for (let turn = 1; turn <= 5; turn++)
      foreign.recorder.record(turnRecord({ timestamp: today, turn }));
    await foreign.app.close();
    await foreign.app
      .get(DataSource)
      .destroy()
      .catch(() => undefined);
    const other = await createTestStores();
    try {
      await migrate(other.databaseUrl);
      const { recorder } = await open({
        DATABASE_URL: other.databaseUrl,
        REDIS_URL: other.redisUrl,
      });
      await eventually(async () => {
        expect(await lines()).toHaveLength(1);
      });
      recorder.record(
        turnRecord({ timestamp: new Date(today.getTime() - 48 * 3600 * 1000), turn: 1 }),
      );
      recorder.record(turnRecord({ timestamp: today, turn: 2 }));
      await eventually(async () => {
        expect(await lines()).toHaveLength(3);
      });
      await rooms.close();
      expect((await lines()).map((line) => line.split(',')[0])).toEqual(['id', '1', '2']);
      const kept = (await readdir(folder)).find((name) => /-\d\d-\d\d\.csv$/.test(name)) ?? '';
      expect(await lines(join(folder, kept))).toHaveLength(6);
    } finally {
      await other.close();
    }
  });
});
