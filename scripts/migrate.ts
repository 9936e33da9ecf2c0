/** Brings the database of DATABASE_URL up to date. */
import 'reflect-metadata';
// Not through the room's face, which would load the whole framework at every start.
import { migrate } from '../src/persistence/data-source.js';

try {
  for (const name of await migrate(process.env['DATABASE_URL'] ?? '')) {
    console.error(`Migrated the database: ${name}`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
