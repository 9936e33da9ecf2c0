import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client } from 'pg';
import type { RunbookBlock } from './read-runbook.js';

export interface BlockOutcome {
  /** 0 for SQL, which throws when it fails. */
  readonly exitCode: number;
  readonly output: string;
}

/** Where an operator types. */
export interface Desk {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

const patienceMs = 90_000;

/** Types a block; the first command of a shell that fails ends it, also inside a pipe. */
export async function runBlock(block: RunbookBlock, desk: Desk): Promise<BlockOutcome> {
  if (block.language === 'sql') return runSql(block.code, desk.environment['DATABASE_URL'] ?? '');
  return runShell(['-euo', 'pipefail', '-c', block.code], desk);
}

/** Reads a block without running it. */
export async function readBlock({ code }: RunbookBlock, desk: Desk): Promise<BlockOutcome> {
  return runShell(['-n', '-c', code], desk);
}

async function runShell(args: readonly string[], desk: Desk): Promise<BlockOutcome> {
  const child = spawn('bash', args, {
    cwd: desk.folder,
    env: { ...withoutNpm(process.env), ...desk.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
  });
  let output = '';
  const keep = (text: string): void => {
    output += text;
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode: exitCode ?? -1, output };
}

/** The tests run under npm themselves, which tells its children where they are. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = Object.keys(environment).filter(
    (name) => !/^(npm_|INIT_CWD|NODE_OPT|JEST)/i.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

/** Prints as psql does, but for its columns' widths. */
async function runSql(code: string, databaseUrl: string): Promise<BlockOutcome> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { fields, rows } = await client.query<unknown[]>({ text: code, rowMode: 'array' });
    const header = fields.map(({ name }) => name).join(' | ');
    const lines = rows.map((row) => row.map(cell).join(' | '));
    return { exitCode: 0, output: [header, ...lines, `(${rows.length} rows)`].join('\n') };
  } finally {
    await client.end();
  }
}

function cell(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
