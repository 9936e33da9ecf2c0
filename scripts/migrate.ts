/** Brings the database of DATABASE_URL up to date. */
import 'reflect-metadata';
import { createDataSource } from '../src/persistence/data-source.js';

const url = process.env['DATABASE_URL'] ?? '';
const source = createDataSource(url);
try {
  await source.initialize();
  const applied = await source.runMigrations({ transaction: 'each' });
  for (const migration of applied) console.error(`Migrated the database: ${migration.name}`);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  console.error(`The database of DATABASE_URL could not be migrated: ${reason}`);
  process.exitCode = 1;
} finally {
  if (source.isInitialized) await source.destroy();
}
