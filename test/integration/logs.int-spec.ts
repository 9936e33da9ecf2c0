import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
/** No file may grow beyond this: the kernel then writes the part that fits, as on a full disk. */
const mostKilobytes = 8;

/** A process that logs as the server does: a line for each line on its standard input. */
const program = `
  import { createInterface } from 'node:readline';
  import { Settings } from './src/config/index.js';
  import { createLog } from './src/logs/index.js';
  const log = createLog(Object.assign(new Settings(), { LOG_FILE: process.env.LOG_FILE }));
  for await (const line of createInterface({ input: process.stdin })) log.info('event', { line });
  await log.close();
`;

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly line?: string;
  readonly missedLines?: number;
}

describe('the log of a process whose disk is full', () => {
  let folder: string;
  let path: string;
  let child: ChildProcessWithoutNullStreams;
  let output: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-log-'));
    path = join(folder, 'app.log');
    output = '';
    const node = `"${process.execPath}" --import @swc-node/register/esm-register --input-type=module`;
    const command = `ulimit -S -f ${mostKilobytes}; exec ${node} --eval "$PROGRAM"`;
    const env = { ...process.env, LOG_FILE: path, PROGRAM: program, NODE_OPTIONS: '' };
    child = spawn('bash', ['-c', command], { cwd: project, env });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  });

  afterEach(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const said = (): Line[] => linesOf(output);
  const warnings = (): Line[] => said().filter(({ level }) => level === 'warn');
  const say = (from: number, to: number): void => {
    for (let n = from; n <= to; n++) child.stdin.write(`${n}\n`);
  };

  it('goes on to standard output whole, says so once, and comes back to the file when there is room', async () => {
    say(1, 300);
    await eventually(() => {
      expect(said().filter(({ msg }) => msg === 'event')).toHaveLength(300);
      expect(warnings()).toEqual([
        expect.objectContaining({
          msg: 'the log file cannot be written; logging goes on to standard output alone',
          reason: 'EFBIG',
        }),
      ]);
    });
    await rename(path, join(folder, 'full.log'));
    await eventually(() => {
      say(301, 301);
      expect(warnings()).toHaveLength(2);
    });
    const missed = warnings().at(-1)?.missedLines ?? 0;
    child.stdin.end();
    await once(child, 'close');
    const before = linesOf(await readFile(join(folder, 'full.log'), 'utf8'), 1);
    const after = linesOf(await readFile(path, 'utf8'));
    expect(before.length).toBeGreaterThan(50);
    expect(after[0]).toMatchObject({ msg: 'event', line: '301' });
    expect(after).toContainEqual(expect.objectContaining({ missedLines: missed }));
    // One more line is in the file, cut in two by the full disk.
    const unwritten = said().length - before.length - 1 - after.length;
    expect(unwritten).toBeGreaterThan(0);
    expect(missed).toBeGreaterThanOrEqual(unwritten);
  });
});

/** Every line must be whole, but for the last so many. */
function linesOf(text: string, torn = 0): Line[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.slice(0, lines.length - torn).map((line) => JSON.parse(line) as Line);
}
