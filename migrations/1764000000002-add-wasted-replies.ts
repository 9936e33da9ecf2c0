import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many replies a turn prepared in vain; unknown for the rows of before. */
export class AddWastedReplies1764000000002 implements MigrationInterface {
  readonly name = 'AddWastedReplies1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE user_sessions ADD COLUMN wasted_replies integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE user_sessions DROP COLUMN wasted_replies');
  }
}
