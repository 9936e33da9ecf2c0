import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../free-port.js';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const startTimeoutMs = 60_000;
const stopTimeoutMs = 15_000;

export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** Everything that the server printed. */
  readonly outputFile: string;
  stop(): Promise<void>;
}

/**
 * Starts BAKAME as a process of its own on a free port and waits until it takes calls. `folder` receives
 * its log and its CSV; `source` is where its source lies. Rejects with the server's own words when it
 * does not start.
 */
export async function startServer(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  source = project,
): Promise<RunningServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const outputFile = join(folder, 'server.log');
  const child = spawn(
    process.execPath,
    ['--import', '@swc-node/register/esm-register', 'src/main.ts'],
    {
      cwd: source,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        CSV_FILE: join(folder, 'user_sessions.csv'),
        LOG_FILE: join(folder, 'app.log'),
        SPOOL_DIR: join(folder, 'spool'),
        DRAIN_TIMEOUT_MS: '0',
        ...environment,
        PORT: String(port),
        PUBLIC_BASE_URL: url,
      },
    },
  );
  const output = createWriteStream(outputFile);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const stop = async (): Promise<void> => end(child);
  try {
    await untilReady(url, child);
  } catch (error) {
    await stop();
    const words = (await readFile(outputFile, 'utf8')).trim().split('\n').slice(-12).join('\n');
    throw new Error(`The server did not start.\n${words}`, { cause: error });
  }
  return { url, pid: child.pid ?? 0, outputFile, stop };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const untilMs = performance.now() + startTimeoutMs;
  while (performance.now() < untilMs) {
    if (child.exitCode !== null) throw new Error(`It ended with exit code ${child.exitCode}.`);
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await sleep(50);
  }
  throw new Error(`It was not ready after ${startTimeoutMs / 1000} seconds.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(force);
}
