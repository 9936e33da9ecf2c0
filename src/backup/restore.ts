import { copyFile, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { removeCsvFiles, sessionCsvFiles } from '../metrics/index.js';
import type { Stores } from './back-up.js';
import { migrationsRun, rowsByTable, serverMajor } from './database-contents.js';
import { describeFile, verifiedManifest, type Manifest } from './manifest.js';
import { PostgresProgram } from './postgres-tools.js';
import { countKeys, removeKeys, restoreRedis } from './redis-keys.js';

/**
 * Puts a backup back: nothing is touched before every checksum is right, the backup fits this version
 * and the stores are empty; `force` replaces what they hold. What was put back is compared with the
 * backup.
 */
export async function restore(stores: Stores, folder: string, force: boolean): Promise<void> {
  const { settings, say } = stores;
  const manifest = await verifiedManifest(folder);
  say(`The backup of ${manifest.createdAt} is whole: ${manifest.files.length} files`);
  refuseNewer(stores, manifest);
  const server = await serverMajor(stores.database);
  // An archive is readable from the version on that wrote it.
  const oldest = Math.max(server, manifest.database.pgDump);
  const { environment } = stores;
  const pgRestore = await PostgresProgram.find(
    'pg_restore',
    oldest,
    environment,
    settings.PG_BIN_DIR,
  );
  await refuseRunningServers(stores.redis);
  if (!force) await refuseFullStores(stores);
  await replaceSchema(stores.database, async () => {
    await pgRestore.run(settings.DATABASE_URL, [
      ...['--no-owner', '--no-privileges', '--single-transaction', '--exit-on-error'],
      join(folder, 'database.dump'),
    ]);
    await compareRows(stores, manifest);
  });
  await restoreCsv(stores, folder, manifest);
  await removeKeys(stores.redis);
  const { restored, expired } = await restoreRedis(
    stores.redis,
    join(folder, 'redis.ndjson'),
    Date.now(),
  );
  say(`Redis: ${restored} keys, and ${expired} that have run out since`);
  if (await stores.database.showMigrations())
    say('The backup is of an older version: run npm run migration:run.');
}

function refuseNewer({ database }: Stores, { database: { migrations } }: Manifest): void {
  const known = new Set(database.migrations.map(({ name }) => name));
  const unknown = migrations.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new Error(`The backup is of a newer version (${unknown}): restore it with that version.`);
}

/** Where Redis does not tell who is connected, nobody is refused. */
async function refuseRunningServers(redis: Redis): Promise<void> {
  const clients = await redis.client('LIST').catch(() => '');
  if (String(clients).includes(' name=bakame-queue'))
    throw new Error('A server is running: stop every server before a restore.');
}

async function refuseFullStores({ database, redis, settings }: Stores): Promise<void> {
  const rows = Object.entries(await rowsByTable(database));
  const full = [
    ...rows
      .filter(([table, count]) => table !== 'migrations' && count > 0)
      .map(([table, count]) => `${count} rows of ${table}`),
    ...(await sessionCsvFiles(settings.CSV_FILE)).map(({ path }) => path),
  ];
  const keys = await countKeys(redis);
  if (keys > 0) full.push(`${keys} keys in Redis`);
  if (full.length > 0)
    throw new Error(
      `There is something here already (${full.join(', ')}), and nothing was restored. ` +
        'Add --force to replace it.',
    );
}

/** What was there comes back when `fill` fails, and goes when it is done. */
async function replaceSchema(database: DataSource, fill: () => Promise<void>): Promise<void> {
  await database.query('ALTER SCHEMA public RENAME TO before_restore');
  try {
    await database.query('CREATE SCHEMA public');
    await fill();
  } catch (error) {
    await database.query('DROP SCHEMA IF EXISTS public CASCADE');
    await database.query('ALTER SCHEMA before_restore RENAME TO public');
    throw error;
  }
  await database.query('DROP SCHEMA before_restore CASCADE');
}

async function compareRows({ database, say }: Stores, { database: was }: Manifest): Promise<void> {
  const rows = await rowsByTable(database);
  for (const [table, count] of Object.entries(was.rows))
    if (rows[table] !== count)
      throw new Error(`${table} has ${rows[table] ?? 'no'} rows instead of ${count}.`);
  const migrations = await migrationsRun(database);
  if (migrations.join() !== was.migrations.join())
    throw new Error('The restored database has other migrations than the backup.');
  say(`Database: ${was.rows['user_sessions'] ?? 0} rows of user_sessions, as backed up`);
}

async function restoreCsv(
  { settings, say }: Stores,
  folder: string,
  { files }: Manifest,
): Promise<void> {
  await removeCsvFiles(settings.CSV_FILE);
  const target = dirname(settings.CSV_FILE);
  await mkdir(target, { recursive: true });
  const csv = files.filter(({ path }) => path.startsWith('csv/'));
  for (const { path, sha256 } of csv) {
    await copyFile(join(folder, path), join(target, basename(path)));
    const copy = await describeFile(target, basename(path));
    if (copy.sha256 !== sha256) throw new Error(`${copy.path} is not as it was backed up.`);
  }
  say(`CSV files: ${csv.length}`);
}
