import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { CreateUserSessions1764000000000 } from '../../migrations/1764000000000-create-user-sessions.js';
import { CreateModuleUsage1764000000001 } from '../../migrations/1764000000001-create-module-usage.js';
import { AddWastedReplies1764000000002 } from '../../migrations/1764000000002-add-wasted-replies.js';
import { PartitionUserSessions1764000000003 } from '../../migrations/1764000000003-partition-user-sessions.js';
import { AppError } from '../common/errors.js';
import { ModuleUsage } from './module-usage.entity.js';
import { placeOf, reasonOf } from './store-errors.js';
import { UserSession } from './user-session.entity.js';

const connectionAttempts = 3;
const retryDelayMs = 300;

/** A statement is given up on the server, and by us when the server hangs. */
const serving = { statement_timeout: 10_000, query_timeout: 12_000 };
/** A migration that moves every row takes as long as it takes. */
const migrating = { statement_timeout: 0 };

/** The database, not connected yet. Schema changes come from the migrations listed here, and only so. */
export function createDataSource(url: string, limits: object = serving): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'bakame',
    entities: [UserSession, ModuleUsage],
    migrations: [
      CreateUserSessions1764000000000,
      CreateModuleUsage1764000000001,
      AddWastedReplies1764000000002,
      PartitionUserSessions1764000000003,
    ],
    synchronize: false,
    logging: false,
    extra: {
      max: 10,
      connectionTimeoutMillis: 2000,
      idleTimeoutMillis: 30_000,
      ...limits,
    },
  });
}

/** Connects, trying a few times in quick succession; gives up with DATABASE_UNREACHABLE. */
export async function connectDatabase(url: string, limits: object = serving): Promise<DataSource> {
  const dataSource = createDataSource(url, limits);
  for (let attempt = 1; ; attempt++) {
    try {
      return await dataSource.initialize();
    } catch (error) {
      if (attempt === connectionAttempts)
        throw new AppError(
          'DATABASE_UNREACHABLE',
          `the database at ${placeOf(url, 5432)} cannot be used (${reasonOf(error)}): ` +
            'start it, or correct DATABASE_URL',
          { retryable: true, cause: error },
        );
      await pause(retryDelayMs);
    }
  }
}

/** Brings the schema up to date and returns the names of the migrations that were run. */
export async function migrate(url: string): Promise<string[]> {
  const dataSource = await connectDatabase(url, migrating);
  try {
    const done = await dataSource.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}
