import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryLog } from '../../test/support/memory-log.js';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { VirtualClock } from '../common/virtual-clock.js';
import type { UserSession } from '../persistence/index.js';
import { csvLinesOf, removeCsvLines, sessionCsvFiles } from './session-csv-files.js';
import { csvHeader, csvLines } from './session-csv-format.js';
import { SessionCsv, type RowsOfTable } from './session-csv.js';
import { toJob } from './turn-record-job.js';

const now = new Date(2026, 10, 23, 12);
const erased = 'caller_erased';
const isGone = (line: string): boolean => line.includes(erased);

function row(id: number, caller = 'caller_kept'): UserSession {
  const { timestamp, ...job } = toJob(turnRecord({ timestamp: now, caller, turn: id }));
  return { ...job, id: String(id), timestamp: new Date(timestamp) };
}

describe('the CSV files', () => {
  let folder: string;
  let path: string;
  let table: UserSession[];
  const log = new MemoryLog();

  const rowsOfTable: RowsOfTable = {
    holds: async (place) => Promise.resolve(table.some(({ id }) => id === place.id)),
    idBefore: async () => Promise.resolve('0'),
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-csv-'));
    path = join(folder, 'user_sessions.csv');
    table = [];
    log.lines.length = 0;
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const open = (): SessionCsv => new SessionCsv(path, new VirtualClock(now), log);

  /** What an exporter does: adds the rows that the file misses. */
  async function exportMissing(csv: SessionCsv): Promise<void> {
    const from = Number(await csv.resume(rowsOfTable));
    await csv.append(table.filter(({ id }) => Number(id) > from));
  }

  async function erase(): Promise<number> {
    table = table.filter(({ phone_number }) => phone_number !== erased);
    let removed = 0;
    for (const file of await sessionCsvFiles(path)) removed += await removeCsvLines(file, isGone);
    return removed;
  }

  it('are the current one and those of past days, whatever else lies beside them', async () => {
    const past = ['-2026-11-21.csv', '-2026-11-22-edited.csv'].map((end) => `user_sessions${end}`);
    const others = ['user_sessions.position.json', 'user_sessions.txt', 'sessions-2026-11-21.csv'];
    for (const name of [...past, ...others, 'user_sessions.csv'])
      await writeFile(join(folder, name), csvHeader);
    expect(await sessionCsvFiles(path)).toEqual([
      { path, day: undefined, isCurrent: true },
      { path: join(folder, past[0] ?? ''), day: '2026-11-21', isCurrent: false },
      { path: join(folder, past[1] ?? ''), day: '2026-11-22', isCurrent: false },
    ]);
    expect(await sessionCsvFiles(join(folder, 'not', 'there.csv'))).toEqual([]);
  });

  it.each([
    ['in the middle', [row(1), row(2, erased), row(3)]],
    ['at the end', [row(1), row(2, erased), row(3, erased)]],
    ['everywhere', [row(1, erased), row(2, erased)]],
  ])('lose lines %s, and the export goes on behind what is left', async (_, rows) => {
    table = rows;
    const csv = open();
    await exportMissing(csv);
    const gone = rows.filter(({ phone_number }) => phone_number === erased).length;
    expect(await erase()).toBe(gone);
    expect(await erase()).toBe(0);
    table.push(row(7));
    await exportMissing(csv);
    table.push(row(8));
    await exportMissing(open());
    expect(await readFile(path, 'utf8')).toBe(csvHeader + csvLines(table));
    expect((await sessionCsvFiles(path)).length).toBe(1);
    expect(log.lines).toEqual([]);
  });

  it('lose lines also from an end that a crash left, which is then exported again', async () => {
    table = [row(1), row(2, erased)];
    await exportMissing(open());
    table.push(row(3), row(4, erased));
    await appendFile(path, csvLines(table.slice(2)).slice(0, -9));
    expect(await erase()).toBe(2);
    await exportMissing(open());
    expect(await readFile(path, 'utf8')).toBe(csvHeader + csvLines(table));
  });

  it('lose lines of past days and of files edited by hand, and keep the others as they are', async () => {
    const past = join(folder, 'user_sessions-2026-11-20.csv');
    const edited = 'id;timestamp;phone_number\n1;2026;caller_erased\n2;2026;caller_kept\n';
    await writeFile(past, csvHeader + csvLines([row(1), row(2, erased), row(3)]));
    await writeFile(join(folder, 'user_sessions-2026-11-20-edited.csv'), edited);
    expect(await erase()).toBe(2);
    const [one, two] = await sessionCsvFiles(path);
    const lines = csvLines([row(1), row(3)])
      .trimEnd()
      .split('\r\n');
    expect(two && (await csvLinesOf(two))).toEqual(lines);
    expect(one && (await readFile(one.path, 'utf8'))).toBe(
      'id;timestamp;phone_number\n2;2026;caller_kept\n',
    );
  });
});
