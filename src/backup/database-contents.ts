import type { DataSource, QueryRunner } from 'typeorm';

/** Major version of the server. */
export async function serverMajor(database: DataSource): Promise<number> {
  const [row] = await database.query<[{ version: string }]>(
    `SELECT current_setting('server_version_num') AS version`,
  );
  return Math.floor(Number(row.version) / 10_000);
}

/** Rows by table, for every table that is not a partition. */
export async function rowsByTable(
  runner: DataSource | QueryRunner,
): Promise<Record<string, number>> {
  const tables = (await runner.query(
    `SELECT quote_ident(relname) AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
     ORDER BY relname`,
  )) as { name: string }[];
  const rows: [string, number][] = [];
  for (const { name } of tables) {
    const [row] = (await runner.query(`SELECT count(*) AS count FROM ${name}`)) as [
      { count: string },
    ];
    rows.push([name, Number(row.count)]);
  }
  return Object.fromEntries(rows);
}

/** The migrations that were run, oldest first; none when the database is empty. */
export async function migrationsRun(runner: DataSource | QueryRunner): Promise<string[]> {
  const [table] = (await runner.query(`SELECT to_regclass('migrations')::text AS name`)) as [
    { name: string | null },
  ];
  if (table.name === null) return [];
  const rows = (await runner.query('SELECT name FROM migrations ORDER BY id')) as {
    name: string;
  }[];
  return rows.map(({ name }) => name);
}
