import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';

const debianVersions = '/usr/lib/postgresql';
const programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore'];
/** PostgreSQL does not run as root; any account without rights will do. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** The folder of a PostgreSQL that has both a server and pg_dump, when this machine has one. */
export function completePostgresFolder(): string | undefined {
  const versions = existsSync(debianVersions) ? readdirSync(debianVersions) : [];
  const folders = versions.map((version) => join(debianVersions, version, 'bin'));
  return [process.env['PG_BIN_DIR'] ?? '', ...folders].find((folder) =>
    programs.every((program) => existsSync(join(folder, program))),
  );
}

/** A PostgreSQL of one's own, from the programs in a folder: one that pg_dump knows. */
export class CompletePostgres {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(binDir: string): Promise<CompletePostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'bakame-postgres-'));
    if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
    chmodSync(folder, 0o700);
    const options = { ...nobody, cwd: '/', env: { LC_ALL: 'C' } };
    const data = join(folder, 'data');
    const port = await freePort();
    const cluster = ['-D', data, '-U', 'bakame', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
    spawnSync(join(binDir, 'initdb'), cluster, options);
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const child = spawn(
      join(binDir, 'postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...options, stdio: 'ignore' },
    );
    const url = `postgres://bakame@127.0.0.1:${port}/postgres`;
    await eventually(async () => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.end();
    });
    return new CompletePostgres(url, child, folder);
  }

  /** Makes an empty database; returns its URL. */
  async createDatabase(name: string): Promise<string> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGQUIT');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
