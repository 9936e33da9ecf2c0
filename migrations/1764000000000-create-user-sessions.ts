import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row per turn and per session event; the unique key makes recording one twice harmless. */
export class CreateUserSessions1764000000000 implements MigrationInterface {
  readonly name = 'CreateUserSessions1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE user_sessions (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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
        CONSTRAINT user_sessions_once UNIQUE (call_id, turn, interaction_type)
      )`);
    await runner.query('CREATE INDEX user_sessions_timestamp ON user_sessions ("timestamp")');
    await runner.query(
      'CREATE INDEX user_sessions_caller ON user_sessions (phone_number, "timestamp")',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE user_sessions');
  }
}
