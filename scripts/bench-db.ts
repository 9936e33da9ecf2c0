/** How fast the records answer, take rows and drop a month, at the size of a year. */
import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { SessionRecords } from '../src/metrics/index.js';
import { toJob } from '../src/metrics/turn-record-job.js';
import { connectDatabase, migrate, SessionPartitions } from '../src/persistence/index.js';
import { turnRecord } from '../test/support/turn-fixtures.js';
import { fill } from './bench/database/fill.js';
import { questions, type Question } from './bench/database/questions.js';
import { percentile } from './support/latency-table.js';
import { readOptions } from './support/options.js';
import { run } from './support/run.js';
import { wholeNumber } from './support/whole-number.js';

const help = `npm run bench:db [-- options]

Fills a database of its own with a year of calls, asks it what operators ask, and removes it again. Needs
about 1 KB of disk for each row, on the server of DATABASE_URL or on an embedded one (fsync off).

  --rows N     rows (200000); ten million take some minutes
  --times N    how often each question is asked (40)
  --help       show this text`;

const batchRows = 500;
const insertingMs = 10_000;

const { values: options } = readOptions({
  options: {
    rows: { type: 'string', default: '200000' },
    times: { type: 'string', default: '40' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) console.log(help);
else await run(bench);

async function bench(): Promise<number> {
  const rows = wholeNumber('--rows', options.rows);
  const times = wholeNumber('--times', options.times);
  const server = process.env['DATABASE_URL'] ?? '';
  const name = `bakame_bench_${process.pid}`;
  await onServer(server, async (client) => client.query(`CREATE DATABASE ${name}`));
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  try {
    await migrate(url);
    await onServer(url, async (client) => {
      const seconds = await fill(client, rows, showProgress(rows));
      console.log(`\n${rows} rows in ${seconds.toFixed(0)} s, ${await sizeOf(client)}`);
      await askAll(client, times);
    });
    const database = await connectDatabase(url, { statement_timeout: 0 });
    console.log(`\ninserting, ${batchRows} rows a batch: ${await insertRate(database)} rows/s`);
    console.log(`dropping the oldest two months: ${await dropMonths(database)}`);
    await database.destroy();
    console.log(`\n${await circumstances(server)}`);
  } finally {
    await onServer(server, async (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
  return 0;
}

async function askAll(client: Client, times: number): Promise<void> {
  const width = Math.max(...questions.map(({ name }) => name.length));
  console.log(`\n${'ms'.padEnd(width)}    p50    p95`);
  for (const question of questions) {
    const took: number[] = [];
    for (const argument of await argumentsFor(client, question, times)) {
      const startedMs = performance.now();
      await client.query(question.text, argument);
      took.push(performance.now() - startedMs);
    }
    const [p50, p95] = [50, 95].map((percent) => (percentile(took, percent) ?? NaN).toFixed(1));
    console.log(`${question.name.padEnd(width)} ${p50?.padStart(6)} ${p95?.padStart(6)}`);
  }
}

/** Calls and callers from anywhere in the year. */
async function argumentsFor(
  client: Client,
  { of }: Question,
  times: number,
): Promise<readonly string[][]> {
  if (of === undefined) return Array.from({ length: times }, () => []);
  const column = of === 'call' ? 'call_id' : 'phone_number';
  const { rows } = await client.query<{ value: string }>(
    `SELECT ${column} AS value FROM user_sessions TABLESAMPLE SYSTEM (1) ORDER BY random() LIMIT $1`,
    [times],
  );
  return rows.map(({ value }) => [value]);
}

async function insertRate(database: DataSource): Promise<number> {
  const records = new SessionRecords(database);
  let stored = 0;
  let spentMs = 0;
  for (let batch = 0; spentMs < insertingMs; batch++) {
    const jobs = Array.from({ length: batchRows }, (_, turn) =>
      toJob(turnRecord({ timestamp: new Date(), callId: `CAbench${batch}`, turn })),
    );
    const startedMs = performance.now();
    stored += await records.insert(jobs);
    spentMs += performance.now() - startedMs;
  }
  return Math.round((stored * 1000) / spentMs);
}

/** The month that the year begins in, which is not whole, and the one after it. */
async function dropMonths(database: DataSource): Promise<string> {
  const yearMs = 365 * 24 * 60 * 60 * 1000;
  const begin = new Date(Date.now() - yearMs);
  const cutoff = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth() + 2));
  const startedMs = performance.now();
  const { partitions } = await new SessionPartitions(database).dropBefore(cutoff);
  return `${(performance.now() - startedMs).toFixed(0)} ms (${partitions.join(', ')})`;
}

function showProgress(rows: number): (made: number) => void {
  return (made) => process.stderr.write(`\r${made} of ${rows} rows`);
}

async function sizeOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ size: string }>(
    'SELECT pg_size_pretty(pg_database_size(current_database())) AS size',
  );
  return rows[0]?.size ?? '';
}

async function circumstances(server: string): Promise<string> {
  const settings = await onServer(server, async (client) => {
    const { rows } = await client.query<{ version: string; fsync: string }>(
      `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync`,
    );
    return rows[0];
  });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return (
    `PostgreSQL ${settings?.version ?? '?'}, fsync ${settings?.fsync ?? '?'}, ${cpus().length} cores, ` +
    `load ${load}, commit ${commit}`
  );
}

async function onServer<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
