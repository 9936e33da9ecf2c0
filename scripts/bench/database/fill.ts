import type { Client } from 'pg';
import { copyRows } from './copy-rows.js';
import { rowColumns, rowTexts } from './calls.js';

const months = 12;

/**
 * Fills an empty database with a year of calls that ends now, month by month by COPY, counts the use of
 * modules as the server would, and leaves the table as autovacuum does. Returns the seconds it took.
 */
export async function fill(
  client: Client,
  rows: number,
  onProgress: (rows: number) => void,
): Promise<number> {
  const startedMs = performance.now();
  const now = new Date();
  for (let month = 0; month < months; month++) {
    const [from, until] = [partOfYear(now, month), partOfYear(now, month + 1)];
    for (const edge of [from, until])
      await client.query('SELECT make_user_sessions_partition($1::date)', [edge]);
    const before = Math.round((rows * month) / months);
    const count = Math.round((rows * (month + 1)) / months) - before;
    await copyRows(
      client,
      `COPY user_sessions (${rowColumns}) FROM STDIN`,
      rowTexts(count, from, until, (made) => {
        onProgress(before + made);
      }),
    );
  }
  onProgress(rows);
  await client.query(
    `INSERT INTO module_usage SELECT module_name, ("timestamp" AT TIME ZONE 'UTC')::date,
       count(*) FILTER (WHERE interaction_type = 'turn_metrics'),
       count(*) FILTER (WHERE interaction_type = 'call_started')
     FROM user_sessions GROUP BY 1, 2`,
  );
  await client.query('VACUUM (ANALYZE) user_sessions');
  return (performance.now() - startedMs) / 1000;
}

/** The start of a twelfth of the year before `now`. */
function partOfYear(now: Date, part: number): Date {
  const yearMs = 365 * 24 * 60 * 60 * 1000;
  return new Date(now.getTime() - yearMs + (yearMs * part) / months);
}
