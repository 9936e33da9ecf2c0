import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts by module and UTC day, kept in the transaction that stores the row. */
export class CreateModuleUsage1764000000001 implements MigrationInterface {
  readonly name = 'CreateModuleUsage1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE module_usage (
        module_name text NOT NULL,
        day date NOT NULL,
        turns integer NOT NULL DEFAULT 0,
        calls integer NOT NULL DEFAULT 0,
        PRIMARY KEY (module_name, day)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE module_usage');
  }
}
