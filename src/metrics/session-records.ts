import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, MoreThan } from 'typeorm';
import { UserSession } from '../persistence/index.js';
import { csvColumns, type RowPlace } from './session-csv-format.js';
import { keyOf, type TurnRecordJob } from './turn-record-job.js';

/** Any numbers of ours: inserts take turns on the one, exports to CSV files on the other. */
const insertLock = 7_250_788;
const exportLock = 7_250_789;

const columns = csvColumns
  .filter((column) => column !== 'id')
  .map((column) => `"${column}"`)
  .join(', ');

/** What is stored is on the disk, however the server is set up: the spool relies on it. */
const takeTurn = `
  SELECT set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock($1)`;

/** The row of a record that was stored before; a call's records lie within a day of each other. */
const storedBefore = `
  SELECT FROM user_sessions stored
  WHERE stored.call_id = given.call_id AND stored.turn = given.turn
    AND stored.interaction_type = given.interaction_type
    AND stored."timestamp" BETWEEN given."timestamp" - interval '2 days'
                               AND given."timestamp" + interval '2 days'`;

/** $1: a JSON list of rows, named like the columns. */
const givenRows = `
  given AS (
    SELECT place, record.*
    FROM json_array_elements($1::json) WITH ORDINALITY AS element (value, place),
      json_populate_record(NULL::user_sessions, element.value) AS record
  )`;

const insertRows = `
  WITH ${givenRows}, inserted AS (
    INSERT INTO user_sessions (${columns})
    SELECT ${columns} FROM given WHERE NOT EXISTS (${storedBefore}) ORDER BY place
    ON CONFLICT DO NOTHING
    RETURNING module_name, "timestamp", interaction_type
  ), counted AS (
    INSERT INTO module_usage (module_name, day, turns, calls)
    SELECT module_name, ("timestamp" AT TIME ZONE 'UTC')::date,
      count(*) FILTER (WHERE interaction_type = 'turn_metrics'),
      count(*) FILTER (WHERE interaction_type = 'call_started')
    FROM inserted WHERE interaction_type <> 'call_ended' GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (module_name, day) DO UPDATE
    SET turns = module_usage.turns + excluded.turns, calls = module_usage.calls + excluded.calls
  )
  SELECT count(*)::int AS count FROM inserted`;

const countMissing = `
  WITH ${givenRows} SELECT count(*)::int AS count FROM given WHERE NOT EXISTS (${storedBefore})`;

/** The stored records of calls. */
@Injectable()
export class SessionRecords {
  constructor(private readonly database: DataSource) {}

  /** All rows of a call, in the order in which they were stored. */
  async ofCall(callId: string): Promise<UserSession[]> {
    return this.database
      .getRepository(UserSession)
      .find({ where: { call_id: callId }, order: { id: 'ASC' } });
  }

  /**
   * Stores and counts the records that were not stored before, in their order, all or none; returns how
   * many. Inserts follow each other across all instances, so that ids grow in the order of commits.
   */
  async insert(jobs: readonly TurnRecordJob[]): Promise<number> {
    return this.database.transaction(async (manager) => {
      await manager.query(takeTurn, [insertLock]);
      return count(manager, insertRows, jobs);
    });
  }

  /** True when every record is stored, by whomever. */
  async holdsAll(jobs: readonly TurnRecordJob[]): Promise<boolean> {
    return (await count(this.database.manager, countMissing, jobs)) === 0;
  }

  /** Rows with a greater id, in order. */
  async after(id: string, limit: number): Promise<UserSession[]> {
    return this.database
      .getRepository(UserSession)
      .find({ where: { id: MoreThan(id) }, order: { id: 'ASC' }, take: limit });
  }

  /** False when the row is not of this database. */
  async holds({ id, timestamp }: RowPlace): Promise<boolean> {
    return this.database.getRepository(UserSession).existsBy({ id, timestamp });
  }

  /** The id before the first row since `date`: the greatest of all when there is none. */
  async idBefore(date: Date): Promise<string> {
    // The sum keeps the planner from walking all ids in search of the first that is new enough.
    const [row] = await this.database.manager.query<[{ id: string }]>(
      `SELECT coalesce(
         (SELECT min(id + 0) - 1 FROM user_sessions WHERE "timestamp" >= $1),
         (SELECT max(id) FROM user_sessions), 0) AS id`,
      [date],
    );
    return row.id;
  }

  /** Runs an export while no other process runs one; false when one does. */
  async exportAlone(run: () => Promise<void>): Promise<boolean> {
    return this.database.transaction(async (manager) => {
      const [answer] = await manager.query<[{ locked: boolean }]>(
        'SELECT pg_try_advisory_xact_lock($1) AS locked',
        [exportLock],
      );
      if (!answer.locked) return false;
      await run();
      return true;
    });
  }
}

async function count(
  manager: EntityManager,
  statement: string,
  jobs: readonly TurnRecordJob[],
): Promise<number> {
  // The first of those with the same key: what PostgreSQL sees of a table does not change within a statement.
  const first = new Map(jobs.toReversed().map((job) => [keyOf(job), job]));
  const once = jobs.filter((job) => first.get(keyOf(job)) === job);
  const [row] = await manager.query<[{ count: number }]>(statement, [JSON.stringify(once)]);
  return row.count;
}
