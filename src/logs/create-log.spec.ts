import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSink, JsonLog, stdoutSink, type FileSinkEvents } from './index.js';
import { secretsOf } from './secrets.js';

describe('the sinks of the log', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-log-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('have every line on standard output and in the file before it closes', async () => {
    const output = join(folder, 'stdout');
    const descriptor = openSync(output, 'w');
    const path = join(folder, 'app.log');
    const kept = { days: 1, bytes: 1 };
    const file = new FileSink({ path, fileBytes: 1_000_000, kept }, noTrouble);
    const log = new JsonLog('info', [stdoutSink(descriptor), file], []);
    for (let line = 0; line < 1000; line++) log.info('line', { line });
    await log.close();
    log.info('after the end');
    closeSync(descriptor);
    const lines = (await readFile(output, 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(1001);
    expect((await readFile(path, 'utf8')).trim().split('\n')).toEqual(lines.slice(0, 1000));
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

const fail = (reason: number | string): never => {
  throw new Error(`unexpected: ${reason}`);
};
const noTrouble: FileSinkEvents = { failed: fail, recovered: fail, untidy: fail };
