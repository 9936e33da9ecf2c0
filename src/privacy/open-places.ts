import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import type { Log } from '../common/log.js';
import type { Settings } from '../config/index.js';
import { SessionRecords, turnQueueName } from '../metrics/index.js';
import { bullConnection, connectCallRedis, connectDatabase } from '../persistence/index.js';
import { upkeepQueueName } from '../upkeep/index.js';
import { CsvLines } from './csv-lines.js';
import type { PersonalData } from './personal-data.js';
import { QueuedRecords } from './queued-records.js';
import { RedisKeys } from './redis-keys.js';
import { SpooledRecords } from './spooled-records.js';
import { StoredRows } from './stored-rows.js';

/** Every place where something about a caller may be kept, in the order in which it travels. */
export interface Places {
  readonly all: readonly PersonalData[];
  readonly redis: RedisKeys;
  close(): Promise<void>;
}

/** Connects to the stores of the configuration; rejects with what to do when one does not answer. */
export async function openPlaces(settings: Settings, log: Log): Promise<Places> {
  const database = await connectDatabase(settings.DATABASE_URL);
  const connected = await connectRedisBeside(database, settings, log);
  const queue = new Queue<unknown>(turnQueueName, {
    connection: bullConnection(settings.REDIS_URL),
    prefix: 'bakame',
  });
  const records = new SessionRecords(database);
  const redis = new RedisKeys(connected, [turnQueueName, upkeepQueueName]);
  return {
    redis,
    all: [
      redis,
      new SpooledRecords(settings.SPOOL_DIR, records, log),
      new QueuedRecords(queue),
      new StoredRows(database),
      new CsvLines(settings.CSV_FILE, records),
    ],
    close: async () => {
      await queue.close();
      connected.disconnect();
      await database.destroy();
    },
  };
}

async function connectRedisBeside(
  database: DataSource,
  { REDIS_URL }: Settings,
  log: Log,
): Promise<Redis> {
  try {
    if (await database.showMigrations())
      throw new Error('The database schema is behind: run npm run migration:run first.');
    return await connectCallRedis(REDIS_URL, log);
  } catch (error) {
    await database.destroy();
    throw error;
  }
}
