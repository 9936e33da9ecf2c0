import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = `
  "timestamp" timestamptz NOT NULL,
  phone_number text NOT NULL,
  session_id text NOT NULL,
  module_name text NOT NULL,
  interaction_type text NOT NULL,
  user_input text NOT NULL,
  ai_response text NOT NULL,
  session_duration double precision NOT NULL,
  emotional_data jsonb NOT NULL,
  gamification_data jsonb NOT NULL,
  call_id text NOT NULL,
  turn integer NOT NULL,
  asr_ms integer,
  llm_ms integer,
  tts_ms integer,
  total_ms integer,
  tokens_in integer NOT NULL,
  tokens_out integer NOT NULL,
  asr_confidence double precision,
  error text,
  endpoint_ms integer,
  interrupted boolean NOT NULL,
  providers jsonb NOT NULL,
  wasted_replies integer`;

/**
 * Makes the partition of the month (UTC) that `month` lies in and moves the rows there that the default
 * partition took in its place; false when it was made before. Waits at most 3 s for others' locks, so
 * that a long reader costs a later attempt and not a standstill.
 */
const makePartition = `
  CREATE FUNCTION make_user_sessions_partition(month date) RETURNS boolean
  LANGUAGE plpgsql SET lock_timeout = '3s' AS $function$
  DECLARE
    first_day timestamp := date_trunc('month', month::timestamp);
    from_time timestamptz := first_day AT TIME ZONE 'UTC';
    to_time timestamptz := (first_day + interval '1 month') AT TIME ZONE 'UTC';
    name text := 'user_sessions_' || to_char(first_day, 'YYYY_MM');
  BEGIN
    LOCK TABLE user_sessions IN SHARE UPDATE EXCLUSIVE MODE;
    IF to_regclass(name) IS NOT NULL THEN
      RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE user_sessions)', name);
    LOCK TABLE user_sessions_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
      'WITH moved AS (
         DELETE FROM user_sessions_default WHERE "timestamp" >= $1 AND "timestamp" < $2 RETURNING *)
       INSERT INTO %I SELECT * FROM moved', name) USING from_time, to_time;
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (call_id, turn, interaction_type)',
      name || '_once', name);
    EXECUTE format('ALTER TABLE user_sessions ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      name, from_time, to_time);
    RETURN true;
  END
  $function$`;

/**
 * Partitions the rows by month, so that a month is dropped at once and queries look at their months
 * only. A unique key over all partitions would have to hold the time. Each partition has the narrower
 * one instead, call + turn + type: a record keeps its time however often it is tried again, so it always
 * meets its own month.
 */
export class PartitionUserSessions1764000000003 implements MigrationInterface {
  readonly name = 'PartitionUserSessions1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await setAside(runner, ['user_sessions_pkey', 'user_sessions_once']);
    await runner.query(`
      CREATE TABLE user_sessions (
        id bigint GENERATED ALWAYS AS IDENTITY,
        ${columns},
        PRIMARY KEY (id, "timestamp")
      ) PARTITION BY RANGE ("timestamp")`);
    await runner.query('CREATE TABLE user_sessions_default PARTITION OF user_sessions DEFAULT');
    await runner.query(
      `CREATE UNIQUE INDEX user_sessions_default_once
       ON user_sessions_default (call_id, turn, interaction_type)`,
    );
    await runner.query(makePartition);
    await runner.query(`
      SELECT make_user_sessions_partition(month::date) FROM (
        SELECT DISTINCT date_trunc('month', "timestamp" AT TIME ZONE 'UTC') AS month
        FROM user_sessions_before
        UNION
        SELECT date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => ahead)
        FROM generate_series(0, 2) AS ahead
        ORDER BY month) AS months`);
    await moveBack(runner);
    await index(runner);
    await runner.query(
      'CREATE INDEX user_sessions_module ON user_sessions (module_name, "timestamp")',
    );
    await runner.query(
      'CREATE INDEX user_sessions_error ON user_sessions ("timestamp") WHERE error IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await setAside(runner, ['user_sessions_pkey']);
    for (const name of ['user_sessions_module', 'user_sessions_error'])
      await runner.query(`DROP INDEX ${name}`);
    await runner.query(`
      CREATE TABLE user_sessions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        ${columns},
        CONSTRAINT user_sessions_once UNIQUE (call_id, turn, interaction_type)
      )`);
    await moveBack(runner);
    await index(runner);
    await runner.query('DROP FUNCTION make_user_sessions_partition');
  }
}

/** Renames the table and gives up its names, for a table in another shape to take its place. */
async function setAside(runner: QueryRunner, constraints: readonly string[]): Promise<void> {
  await runner.query('ALTER TABLE user_sessions RENAME TO user_sessions_before');
  await runner.query('ALTER SEQUENCE user_sessions_id_seq RENAME TO user_sessions_before_id_seq');
  for (const name of constraints)
    await runner.query(`ALTER TABLE user_sessions_before DROP CONSTRAINT ${name}`);
  await runner.query('DROP INDEX user_sessions_timestamp, user_sessions_caller');
}

/** Moves the rows with their ids, and the next id after them. */
async function moveBack(runner: QueryRunner): Promise<void> {
  await runner.query(
    'INSERT INTO user_sessions OVERRIDING SYSTEM VALUE SELECT * FROM user_sessions_before ORDER BY id',
  );
  await runner.query(
    `SELECT setval('user_sessions_id_seq', last_value, is_called) FROM user_sessions_before_id_seq`,
  );
  await runner.query('DROP TABLE user_sessions_before');
}

async function index(runner: QueryRunner): Promise<void> {
  await runner.query('CREATE INDEX user_sessions_timestamp ON user_sessions ("timestamp")');
  await runner.query(
    'CREATE INDEX user_sessions_caller ON user_sessions (phone_number, "timestamp")',
  );
}
