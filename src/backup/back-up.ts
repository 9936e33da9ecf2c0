import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import type { RawEnvironment, Settings } from '../config/index.js';
import { SessionRecords, sessionCsvFiles, whileNothingIsExported } from '../metrics/index.js';
import { migrationsRun, rowsByTable, serverMajor } from './database-contents.js';
import { describeFile, writeManifest, type Manifest } from './manifest.js';
import { PostgresProgram } from './postgres-tools.js';
import { dumpRedis } from './redis-keys.js';

/** The stores of a backup or a restore. */
export interface Stores {
  readonly database: DataSource;
  readonly redis: Redis;
  readonly settings: Settings;
  readonly environment: RawEnvironment;
  readonly say: (text: string) => void;
}

/**
 * Copies the database, the CSV files of this machine and Redis into a new folder of `parent`, and
 * returns its path. Servers may go on meanwhile. A backup that fails leaves nothing behind.
 */
export async function backUp(stores: Stores, parent: string, now: Date): Promise<string> {
  const name = `bakame-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z`;
  const draft = join(parent, `${name}.unfinished`);
  await mkdir(join(draft, 'csv'), { recursive: true, mode: 0o700 });
  try {
    const database = await dumpDatabase(stores, join(draft, 'database.dump'));
    const redis = { keys: await dumpRedis(stores.redis, join(draft, 'redis.ndjson')) };
    stores.say(`Redis: ${redis.keys} keys`);
    const csv = await copyCsv(stores, join(draft, 'csv'));
    stores.say(`CSV files: ${csv.length}`);
    const paths = ['database.dump', 'redis.ndjson', ...csv.map((file) => `csv/${file}`)];
    const files = await Promise.all(paths.map(async (path) => describeFile(draft, path)));
    await writeManifest(draft, { createdAt: now.toISOString(), database, redis, files });
    await rename(draft, join(parent, name));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  await warnOfSpool(stores);
  return join(parent, name);
}

/** Counts and dumps the same snapshot, so that a restore can be held against the counts. */
async function dumpDatabase(stores: Stores, file: string): Promise<Manifest['database']> {
  const { database, settings, environment, say } = stores;
  const server = await serverMajor(database);
  const pgDump = await PostgresProgram.find('pg_dump', server, environment, settings.PG_BIN_DIR);
  const runner = database.createQueryRunner();
  try {
    await runner.startTransaction('REPEATABLE READ');
    await runner.query('SET LOCAL statement_timeout = 0');
    const [{ snapshot }] = (await runner.query('SELECT pg_export_snapshot() AS snapshot')) as [
      { snapshot: string },
    ];
    const [rows, migrations] = [await rowsByTable(runner), await migrationsRun(runner)];
    await pgDump.run(settings.DATABASE_URL, [
      ...['--format', 'custom', '--no-owner', '--no-privileges'],
      ...['--snapshot', snapshot, '--file', file],
    ]);
    say(`Database: ${rows['user_sessions'] ?? 0} rows of user_sessions`);
    return { server, pgDump: pgDump.major, migrations, rows };
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

/** Returns the names of the copies. */
async function copyCsv({ database, settings }: Stores, folder: string): Promise<string[]> {
  const copied: string[] = [];
  await whileNothingIsExported(new SessionRecords(database), async () => {
    for (const { path } of await sessionCsvFiles(settings.CSV_FILE)) {
      await copyFile(path, join(folder, basename(path)));
      copied.push(basename(path));
    }
  });
  return copied;
}

async function warnOfSpool({ settings, say }: Stores): Promise<void> {
  const names = await readdir(settings.SPOOL_DIR).catch(() => []);
  if (names.some((name) => name.endsWith('.spool')))
    say(
      `Records in ${settings.SPOOL_DIR} are on their way to the database and not in the backup. ` +
        'Where no server runs, start one and back up again.',
    );
}
