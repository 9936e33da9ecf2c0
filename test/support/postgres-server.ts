import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const keeperScript = fileURLToPath(
  new URL('../../scripts/setup/services/keeper.mjs', import.meta.url),
);

interface Kept {
  readonly postgres?: { readonly url: string; readonly pid: number };
  readonly error?: string;
}

/** A PostgreSQL of one's own, which a test may freeze. Starting one takes about two seconds. */
export class PostgresServer {
  private constructor(
    readonly url: string,
    private readonly pid: number,
    private readonly keeper: ChildProcess,
  ) {}

  static async start(): Promise<PostgresServer> {
    const keeper = spawn(process.execPath, [keeperScript], { stdio: ['pipe', 'pipe', 'inherit'] });
    const plan = { home: tmpdir(), postgres: true, redis: false, keepDatabase: false };
    keeper.stdin.write(`${JSON.stringify(plan)}\n`);
    const { postgres, error } = JSON.parse(await text(keeper.stdout)) as Kept;
    if (!postgres) throw new Error(error ?? 'PostgreSQL did not start');
    return new PostgresServer(postgres.url, postgres.pid, keeper);
  }

  /** Stops the server and the process of every connection (Linux). */
  freeze(): void {
    for (const pid of this.pids()) process.kill(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.pids()) process.kill(pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    const ended = once(this.keeper, 'exit');
    this.keeper.stdin?.end();
    await ended;
  }

  private pids(): readonly number[] {
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8');
    return [this.pid, ...children.split(' ').filter(Boolean).map(Number)];
  }
}
