import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RawEnvironment } from '../config/index.js';

export type PostgresTool = 'pg_dump' | 'pg_restore';

/** Where package managers put the programs of each version, side by side. */
const versionedFolders: readonly (readonly [parent: string, name: RegExp])[] = [
  ['/usr/lib/postgresql', /^\d+$/],
  ['/usr', /^pgsql-\d+$/],
  ['/opt/homebrew/opt', /^(libpq|postgresql@\d+)$/],
  ['/usr/local/opt', /^(libpq|postgresql@\d+)$/],
];

interface FoundTool {
  readonly command: string;
  readonly major: number;
}

/** One of PostgreSQL's own programs, fit for a server. */
export class PostgresProgram {
  private constructor(
    private readonly command: string,
    /** Major version. */
    readonly major: number,
    private readonly environment: RawEnvironment,
  ) {}

  /**
   * Finds the program of the server's own version, or else the next newer one: an older one cannot know
   * the server. `binDir` is looked into first and alone. Rejects with what to install.
   */
  static async find(
    tool: PostgresTool,
    serverMajor: number,
    environment: RawEnvironment,
    binDir?: string,
  ): Promise<PostgresProgram> {
    const commands = binDir === undefined ? candidates(tool) : [join(binDir, tool)];
    const found: FoundTool[] = [];
    for (const command of commands) {
      const major = await majorOf(command);
      if (major !== undefined) found.push({ command, major });
    }
    const [best] = found
      .filter(({ major }) => major >= serverMajor)
      .sort((one, other) => one.major - other.major);
    if (best) return new PostgresProgram(best.command, best.major, environment);
    const older = Math.max(...found.map(({ major }) => major));
    throw new Error(
      (found.length === 0
        ? `${tool} is not here`
        : `${tool} ${older} is older than the server, which is PostgreSQL ${serverMajor}`) +
        `: install PostgreSQL's client programs, version ${serverMajor} or newer (Debian: ` +
        `postgresql-client-${serverMajor}), or set PG_BIN_DIR to their folder.`,
    );
  }

  /** Runs it against a database; rejects with its last words. The password is not among the arguments. */
  async run(databaseUrl: string, args: readonly string[]): Promise<void> {
    const url = new URL(databaseUrl);
    const password = decodeURIComponent(url.password);
    url.password = '';
    const child = spawn(this.command, ['--dbname', url.href, ...args], {
      env: { ...this.environment, ...(password === '' ? {} : { PGPASSWORD: password }) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const { code, errors } = await outcomeOf(child);
    if (code !== 0) throw new Error(`${this.command} failed:\n${errors.trim()}`);
  }
}

function candidates(tool: PostgresTool): string[] {
  const folders = versionedFolders.flatMap(([parent, name]) =>
    namesIn(parent)
      .filter((entry) => name.test(entry))
      .map((entry) => join(parent, entry, 'bin')),
  );
  return [tool, ...folders.map((folder) => join(folder, tool))];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Undefined when the command is not there or does not run. */
async function majorOf(command: string): Promise<number | undefined> {
  const child = spawn(command, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise<boolean>((resolve) => {
    child.once('close', (code) => {
      resolve(code === 0);
    });
    child.once('error', () => {
      resolve(false);
    });
  });
  const [isFine, banner] = await Promise.all([ended, text(child.stdout).catch(() => '')]);
  const [, major] = /\(PostgreSQL\) (\d+)/.exec(banner) ?? [];
  return isFine && major !== undefined ? Number(major) : undefined;
}

async function outcomeOf(
  child: ReturnType<typeof spawn>,
): Promise<{ code: number | null; errors: string }> {
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve).once('error', reject);
  });
  const [code, errors] = await Promise.all([ended, child.stderr ? text(child.stderr) : '']);
  return { code, errors };
}
