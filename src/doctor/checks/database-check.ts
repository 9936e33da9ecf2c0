import type { DataSource } from 'typeorm';
import { createDataSource, reasonOf } from '../../persistence/index.js';
import { fault, ok, type Check, type Finding } from '../finding.js';

const subject = 'PostgreSQL';

/** Reaches the database, and compares its schema with the migrations. Writes nothing. */
export function databaseCheck(url: string): Check {
  return { subject, timeoutMs: 6000, run: async () => [await look(createDataSource(url))] };
}

async function look(dataSource: DataSource): Promise<Finding> {
  try {
    await dataSource.initialize();
  } catch (error) {
    return fault(
      subject,
      `cannot be used (${reasonOf(error)}): start PostgreSQL, or correct DATABASE_URL`,
    );
  }
  try {
    return await judge(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

interface State {
  readonly version: string;
  readonly read_only: string;
  readonly has_migrations: boolean;
}

async function judge(dataSource: DataSource): Promise<Finding> {
  const [state] = await dataSource.query<State[]>(
    `SELECT current_setting('server_version') AS version,
            current_setting('transaction_read_only') AS read_only,
            to_regclass('migrations') IS NOT NULL AS has_migrations`,
  );
  if (state?.read_only !== 'off')
    return fault(subject, 'is read-only: point DATABASE_URL at the primary');
  const rows = state.has_migrations
    ? await dataSource.query<{ name: string }[]>('SELECT name FROM migrations')
    : [];
  const done = new Set(rows.map(({ name }) => name));
  const known = dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);
  const pending = known.filter((name) => !done.has(name));
  if (pending.length > 0)
    return fault(
      subject,
      `the schema lacks ${pending.length} of ${known.length} migrations: npm run migration:run`,
    );
  return ok(subject, `${state.version.split(' ')[0] ?? ''}, the schema is up to date`);
}
