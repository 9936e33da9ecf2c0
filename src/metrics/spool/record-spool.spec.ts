import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { turnRecord } from '../../../test/support/turn-fixtures.js';
import { toJob, type TurnRecordJob } from '../turn-record-job.js';
import { RecordSpool, SpoolFullError } from './record-spool.js';

const plenty = 1024 * 1024 * 1024;

const job = (turn: number, userInput = 'twelve'): TurnRecordJob =>
  toJob(turnRecord({ turn, userInput }));
const jobs = (from: number, to: number): TurnRecordJob[] =>
  Array.from({ length: to - from + 1 }, (_, n) => job(from + n));

describe('RecordSpool', () => {
  let folder: string;
  let log: MemoryLog;
  const opened: RecordSpool[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-spool-'));
    log = new MemoryLog();
  });

  afterEach(async () => {
    for (const spool of opened.splice(0)) await spool.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(mostBytes = plenty): Promise<RecordSpool> {
    const spool = new RecordSpool(folder, mostBytes, log);
    opened.push(spool);
    await spool.open();
    return spool;
  }

  async function drain(spool: RecordSpool, limit = 100): Promise<number[]> {
    const turns: number[] = [];
    for (;;) {
      const batch = await spool.next(limit);
      if (batch.length === 0) return turns;
      turns.push(...batch.map(({ turn }) => turn));
      await spool.confirm();
    }
  }

  const files = async (): Promise<string[]> => (await readdir(folder)).sort();

  async function onlyFile(): Promise<string> {
    const [name = ''] = await files();
    return join(folder, name);
  }

  it('gives records in the order they came, the same again until they are confirmed', async () => {
    const spool = await open();
    await spool.append(jobs(1, 3));
    await spool.append(jobs(4, 5));
    expect((await spool.next(2)).map(({ turn }) => turn)).toEqual([1, 2]);
    expect((await spool.next(4)).map(({ turn }) => turn)).toEqual([1, 2, 3, 4]);
    await spool.confirm();
    expect(await spool.next(4)).toEqual([job(5)]);
  });

  it('gives to the next process what was not confirmed', async () => {
    const killed = await open();
    await killed.append(jobs(1, 3));
    const next = await open();
    await next.append(jobs(4, 4));
    expect(await drain(next)).toEqual([1, 2, 3, 4]);
  });

  it('leaves no file behind once everything is confirmed', async () => {
    const spool = await open();
    await spool.append(jobs(1, 3));
    expect(spool.bytes).toBeGreaterThan(0);
    await drain(spool);
    await spool.tidy();
    expect([await files(), spool.bytes]).toEqual([[], 0]);
    await spool.append(jobs(4, 4));
    expect(await drain(spool)).toEqual([4]);
  });

  it('gives every whole line of a file that a crash tore, wherever it was torn', async () => {
    await (await open()).append([job(1), job(2, 'naïve – é'), job(3)]);
    const path = await onlyFile();
    const whole = await readFile(path);
    const ends = [...whole.keys()].filter((at) => whole[at] === 10);
    for (let size = whole.length; size > 0; size -= 17) {
      await writeFile(path, whole.subarray(0, size));
      const spool = await open();
      const lines = ends.slice(1).filter((end) => end < size).length;
      expect(await drain(spool)).toEqual([1, 2, 3].slice(0, lines));
      await spool.tidy();
    }
    expect(log.messages('error')).toEqual([]);
  });

  it('keeps a file with damaged lines aside, gives the others, and tells once', async () => {
    await (await open()).append(jobs(1, 4));
    const path = await onlyFile();
    await writeFile(path, (await readFile(path, 'utf8')).replace('"turn":2', '"turn":7'));
    const spool = await open();
    expect(await drain(spool, 1)).toEqual([1, 3, 4]);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ damaged: 1, file: `${path}.damaged` }),
    ]);
    expect(await files()).toHaveLength(1);
  });

  it('leaves a spool of a newer version where it is, and names it in one line', async () => {
    const path = join(folder, '000000000007.spool');
    await writeFile(path, 'bakame-spool 2\nsomething else\n');
    const spool = await open();
    await spool.append(jobs(1, 2));
    expect(await drain(spool)).toEqual([1, 2]);
    await spool.close();
    expect(await readFile(path, 'utf8')).toBe('bakame-spool 2\nsomething else\n');
    expect(log.lines).toEqual([expect.objectContaining({ level: 'error', file: path })]);
  });

  it('refuses what is over its size, and takes records again when there is room', async () => {
    const spool = await open(3000);
    await spool.append(jobs(1, 3));
    await expect(spool.append(jobs(4, 6))).rejects.toThrow(SpoolFullError);
    expect(await drain(spool)).toEqual([1, 2, 3]);
    await spool.append(jobs(4, 6));
    expect(await drain(spool)).toEqual([4, 5, 6]);
  });

  it('writes again what was removed under it', async () => {
    const spool = await open();
    await spool.append(jobs(1, 4));
    await spool.next(2);
    await rm(await onlyFile());
    await spool.append(jobs(5, 6));
    await spool.confirm();
    expect(await drain(spool)).toEqual([3, 4, 5, 6]);
    expect(await drain(await open())).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('rejects where nothing can be written', async () => {
    const spool = new RecordSpool('/dev/null/spool', plenty, log);
    await expect(spool.append(jobs(1, 1))).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(await spool.next(10)).toEqual([]);
  });

  it('loses nothing and doubles nothing, whatever happens in whatever order', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.constantFrom({ do: 'tidy' as const }, { do: 'crash' as const }, { do: 'torn' as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        await Promise.all((await files()).map(async (name) => rm(join(folder, name))));
        let spool = await open();
        const stored = new Set<number>();
        let recorded = 0;
        for (const one of steps) {
          if (one.do === 'append') {
            await spool.append(jobs(recorded + 1, recorded + one.count));
            recorded += one.count;
          } else if (one.do === 'take') {
            const turns = (await spool.next(one.count)).map(({ turn }) => turn);
            if (turns.length > 0) await spool.confirm();
            for (const turn of turns) stored.add(turn);
            expect([...stored]).toEqual(Array.from(stored, (_, n) => n + 1));
          } else if (one.do === 'tidy') await spool.tidy();
          else {
            const newest = (await files()).at(-1);
            if (one.do === 'torn' && newest)
              await appendFile(join(folder, newest), '1a2b3c4d {"ti');
            spool = await open();
          }
        }
        for (const turn of await drain(spool)) stored.add(turn);
        expect([...stored]).toEqual(Array.from({ length: recorded }, (_, n) => n + 1));
      }),
      { numRuns: 60 },
    );
  });
});
