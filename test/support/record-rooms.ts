import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigModule, Settings } from '../../src/config/index.js';
import {
  MetricsModule,
  SessionRecords,
  TURN_RECORDER,
  type TurnRecorder,
} from '../../src/metrics/index.js';
import { MemoryLog } from './memory-log.js';
import type { TestStores } from './stores.js';

/** The room of records as one process has it. */
export interface RecordRoom {
  readonly app: TestingModule;
  readonly recorder: TurnRecorder;
  readonly records: SessionRecords;
  readonly log: MemoryLog;
}

/** Opens the room of records over the stores of a test, as often as a test needs; all write to one folder. */
export class RecordRooms {
  private readonly opened: TestingModule[] = [];

  constructor(
    private readonly stores: TestStores,
    private readonly folder: string,
  ) {}

  async open(overrides: Partial<Settings> = {}): Promise<RecordRoom> {
    const settings = Object.assign(new Settings(), {
      DATABASE_URL: this.stores.databaseUrl,
      REDIS_URL: this.stores.redisUrl,
      CSV_FILE: join(this.folder, 'user_sessions.csv'),
      SPOOL_DIR: join(this.folder, 'spool'),
      ...overrides,
    });
    const log = new MemoryLog();
    const app = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot({ settings, chosen: new Map() }),
        log.asModule(),
        MetricsModule,
      ],
    }).compile();
    app.useLogger(false);
    await app.init();
    this.opened.push(app);
    return { app, log, recorder: app.get(TURN_RECORDER), records: app.get(SessionRecords) };
  }

  /** An orderly end of all that are open. */
  async close(): Promise<void> {
    await Promise.all(this.opened.splice(0).map(async (app) => app.close()));
  }
}

/** The lines of a CSV file, its header first. */
export async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).split('\r\n').slice(0, -1);
}
