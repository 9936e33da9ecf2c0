import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

const keeperScript = fileURLToPath(
  new URL('../../scripts/setup/services/keeper.mjs', import.meta.url),
);

interface Kept {
  readonly postgres?: { readonly url: string; readonly pid: number };
  readonly error?: string;
}

/** A PostgreSQL of one's own, which a test may freeze or kill. Starting one takes about two seconds. */
export class PostgresServer {
  private restarted: ChildProcess | undefined;

  private constructor(
    readonly url: string,
    private pid: number,
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

  /** `kill -9` to all of it; returns what starts it again on the same port with the same data (Linux). */
  async kill(): Promise<() => Promise<void>> {
    const [command = '', ...args] = readFileSync(`/proc/${this.pid}/cmdline`, 'utf8').split('\0');
    const { uid, gid } = statSync(`/proc/${this.pid}`);
    for (const pid of this.pids()) process.kill(pid, 'SIGKILL');
    await this.gone();
    return async () => {
      const options = { cwd: '/', env: { LC_ALL: 'C' }, uid, gid, stdio: 'ignore' } as const;
      this.restarted = spawn(command, args.slice(0, -1), options);
      this.pid = this.restarted.pid ?? 0;
      await this.answers();
    };
  }

  async stop(): Promise<void> {
    this.thaw();
    if (this.restarted?.exitCode === null) {
      const over = once(this.restarted, 'exit');
      this.restarted.kill('SIGINT');
      await over;
    }
    const ended = once(this.keeper, 'exit');
    this.keeper.stdin?.end();
    await ended;
  }

  private async gone(): Promise<void> {
    while (existsSync(`/proc/${this.pid}/exe`)) await pause(20);
  }

  private async answers(): Promise<void> {
    for (;;) {
      const client = new Client({ connectionString: this.url });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.end();
        return;
      } catch {
        await pause(100);
      }
    }
  }

  private pids(): readonly number[] {
    if (!existsSync(`/proc/${this.pid}/exe`)) return [];
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8');
    return [this.pid, ...children.split(' ').filter(Boolean).map(Number)];
  }
}
