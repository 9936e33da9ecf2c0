import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSink, JsonLog, stdoutSink } from './index.js';
import { secretsOf } from './secrets.js';

describe('the sinks of the log', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-log-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('writes every line to standard output and to the file before it closes', async () => {
    const output = join(folder, 'stdout');
    const descriptor = openSync(output, 'w');
    const path = join(folder, 'app.log');
    const log = new JsonLog('info', [stdoutSink(descriptor), fileSink(path, fail)], []);
    for (let line = 0; line < 1000; line++) log.info('line', { line });
    await log.close();
    log.info('after the end');
    closeSync(descriptor);
    const lines = (await readFile(output, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(1001);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toEqual(lines.slice(0, 1000));
  });

  it('goes on after a file that is there already', async () => {
    const path = join(folder, 'app.log');
    await writeFile(path, 'before\n');
    const sink = fileSink(path, fail);
    sink.write('after\n');
    await sink.close();
    expect(await readFile(path, 'utf8')).toBe('before\nafter\n');
  });

  it('reports an unwritable file once and lets the lines go', async () => {
    await writeFile(join(folder, 'file'), '');
    const reasons: string[] = [];
    const sink = fileSink(join(folder, 'file', 'app.log'), (reason) => reasons.push(reason));
    for (let line = 0; line < 10; line++) {
      sink.write('line\n');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await sink.close();
    expect(reasons).toEqual(['ENOTDIR']);
  });
});

describe('secretsOf', () => {
  it('finds keys, tokens and passwords in URLs, the longest first', () => {
    expect(
      secretsOf([
        { OPENAI_API_KEY: 'sk-1234567890', OPS_TOKEN: 'ops-token', LOG_FILE: 'app-long-name.log' },
        { DATABASE_URL: 'postgres://bakame:p%40ssw0rd@db/x', REDIS_URL: 'redis://127.0.0.1' },
      ]),
    ).toEqual(['sk-1234567890', 'p%40ssw0rd', 'ops-token', 'p@ssw0rd']);
  });

  it('leaves words alone that are too short to be a secret', () => {
    expect(secretsOf([{ OPS_TOKEN: 'the', DATABASE_URL: 'postgres://a:dev@db/x' }])).toEqual([]);
  });
});

function fail(reason: string): void {
  throw new Error(`unexpected: ${reason}`);
}
