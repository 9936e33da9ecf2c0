import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../common/virtual-clock.js';
import type { UserSession } from '../persistence/index.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { csvHeader, csvLines, placeOfLine } from './session-csv-format.js';
import { SessionCsv, type RowsOfTable } from './session-csv.js';
import { toJob } from './turn-record-job.js';

function row(id: number, time = '2026-11-23T10:00:00.000Z', userInput = 'yes'): UserSession {
  const { timestamp, ...job } = toJob(turnRecord({ timestamp: new Date(time), userInput }));
  return { ...job, id: String(id), timestamp: new Date(timestamp) };
}

describe('csvLines', () => {
  it('writes the columns of the table in RFC 4180', () => {
    expect(csvLines([row(7, undefined, 'he said "6, or 7?"')])).toBe(
      '7,2026-11-23T10:00:00.000Z,caller_5f0c,session-1,maths,turn_metrics,"he said ""6, or 7?""",' +
        '"Well done, 144 it is.",12.5,"{""hesitation"":1}","{""streak"":3}",CA5f0c,1,210,320,90,740,' +
        '120,18,0.93,,400,false,"{""asr"":""whisper_local"",""llm"":""llama"",""tts"":""coqui_local""}",\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])(
    'lets no spreadsheet run %j as a formula',
    (text) => {
      expect(csvLines([row(1, undefined, text)])).toContain(`,'${text},`);
    },
  );

  it('keeps one row on one line', () => {
    const lines = csvLines([row(1, undefined, 'a\r\nb\nc\u2028d')]);
    expect(lines.split(/[\r\n\u2028]+/)).toHaveLength(2);
    expect(lines).toContain(',a b c d,');
  });

  it('can be found again in the table by the head of a line', () => {
    expect(placeOfLine(csvLines([row(12)]))).toEqual({
      id: '12',
      timestamp: new Date('2026-11-23T10:00:00.000Z'),
    });
    expect(placeOfLine(csvHeader)).toBeUndefined();
    expect(placeOfLine('12,2026-99-99T10:00:00Z,')).toBeUndefined();
  });
});

describe('SessionCsv', () => {
  let folder: string;
  let path: string;
  let now: Date;
  let log: MemoryLog;
  let table: UserSession[];
  let csv: SessionCsv;

  const rowsOfTable: RowsOfTable = {
    holds: async (place) => Promise.resolve(table.some(({ id }) => id === place.id)),
    idBefore: async (date) => {
      const first = table.find(({ timestamp }) => timestamp >= date);
      return Promise.resolve(first ? String(Number(first.id) - 1) : (table.at(-1)?.id ?? '0'));
    },
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-csv-'));
    path = join(folder, 'sub', 'user_sessions.csv');
    now = at(23, 12);
    log = new MemoryLog();
    table = [];
    csv = open();
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** A local time in November 2026. */
  function at(day: number, hour: number, minute = 0): Date {
    return new Date(2026, 10, day, hour, minute);
  }

  function open(): SessionCsv {
    const clock = Object.assign(new VirtualClock(), { date: () => new Date(now) });
    return new SessionCsv(path, clock, log);
  }

  /** Stores a row and exports what is missing. */
  async function store(...rows: readonly UserSession[]): Promise<void> {
    table.push(...rows);
    await exportMissing();
  }

  async function exportMissing(from = csv): Promise<void> {
    const last = await from.resume(rowsOfTable);
    await from.append(table.filter(({ id }) => Number(id) > Number(last)));
    await from.beginToday();
  }

  const dated = (id: number, date: Date, said?: string): UserSession =>
    row(id, date.toISOString(), said);

  async function files(): Promise<Record<string, string[]>> {
    const names = (await readdir(join(folder, 'sub'))).filter((name) => name.endsWith('.csv'));
    const texts = names.sort().map(async (name) => readFile(join(folder, 'sub', name), 'utf8'));
    const ids = (await Promise.all(texts)).map((text) => text.match(/^(id|\d+)(?=,)/gm) ?? []);
    return Object.fromEntries(names.map((name, index) => [name, [...(ids[index] ?? [])]]));
  }

  it('writes the header once, first, also when there are no rows yet', async () => {
    await store();
    expect(await readFile(path, 'utf8')).toBe(csvHeader);
    await store(dated(1, now));
    await store(dated(2, now), dated(3, now));
    expect(await files()).toEqual({ 'user_sessions.csv': ['id', '1', '2', '3'] });
    expect(await readFile(path, 'utf8')).toMatch(new RegExp(`^${csvHeader.trim()}\r\n1,`));
  });

  it('begins a new file at local midnight, also while rows come', async () => {
    await store(dated(1, now));
    now = at(24, 0, 1);
    await store(dated(2, at(23, 23, 59)), dated(3, at(24, 0)));
    await store(dated(4, now));
    expect(await files()).toEqual({
      'user_sessions-2026-11-23.csv': ['id', '1', '2'],
      'user_sessions.csv': ['id', '3', '4'],
    });
  });

  it('begins a new file at local midnight when nobody calls', async () => {
    await store(dated(1, now));
    now = at(24, 0, 1);
    await store();
    now = at(25, 0, 1);
    await store();
    expect(await files()).toEqual({
      'user_sessions-2026-11-23.csv': ['id', '1'],
      'user_sessions.csv': ['id'],
    });
  });

  it('keeps a late row of yesterday with those of today', async () => {
    await store(dated(1, at(23, 0)), dated(2, at(22, 23, 59)), dated(3, at(23, 0, 1)));
    expect(await files()).toEqual({ 'user_sessions.csv': ['id', '1', '2', '3'] });
  });

  it('follows a clock that jumps ahead and comes back', async () => {
    await store(dated(1, now));
    now = at(29, 12);
    await store(dated(2, now));
    now = at(23, 13);
    await store(dated(3, at(29, 12)), dated(4, now));
    now = at(24, 8);
    await store(dated(5, now));
    expect(await files()).toEqual({
      'user_sessions-2026-11-23.csv': ['id', '1'],
      'user_sessions-2026-11-29.csv': ['id', '2'],
      'user_sessions-2026-11-23-2.csv': ['id', '3', '4'],
      'user_sessions.csv': ['id', '5'],
    });
  });

  it('goes on where an earlier process stopped', async () => {
    await store(dated(1, now), dated(2, now));
    csv = open();
    await store(dated(3, now));
    now = at(24, 9);
    csv = open();
    await store(dated(4, now));
    expect(await files()).toEqual({
      'user_sessions-2026-11-23.csv': ['id', '1', '2', '3'],
      'user_sessions.csv': ['id', '4'],
    });
  });

  it('goes on in a file of before there were positions', async () => {
    await store(dated(1, now), dated(2, now));
    await rm(join(folder, 'sub', 'user_sessions.position.json'));
    await appendFile(path, '3,2026-11');
    csv = open();
    await store(dated(3, now));
    expect(await files()).toEqual({ 'user_sessions.csv': ['id', '1', '2', '3'] });
  });

  it('is whole again wherever a crash stopped an append', async () => {
    await store(dated(1, now), dated(2, now, 'naïve – é'));
    const before = await readFile(path);
    const position = join(folder, 'sub', 'user_sessions.position.json');
    const left = await readFile(position);
    await store(dated(3, now), dated(4, now, 'yes'));
    const whole = await readFile(path);
    for (let size = before.length; size <= whole.length; size += 7) {
      await writeFile(path, whole.subarray(0, size));
      await writeFile(position, left);
      await exportMissing(open());
      expect((await readFile(path)).equals(whole)).toBe(true);
    }
    expect(Object.keys(await files())).toEqual(['user_sessions.csv']);
    expect(log.lines).toEqual([]);
  });

  it('is whole again when the crash came with its first rows', async () => {
    await csv.resume(rowsOfTable);
    const position = join(folder, 'sub', 'user_sessions.position.json');
    const left = await readFile(position);
    await store(dated(1, now));
    const whole = await readFile(path);
    for (let size = 0; size <= whole.length; size += 7) {
      await writeFile(path, whole.subarray(0, size));
      await writeFile(position, left);
      await exportMissing(open());
      expect((await readFile(path)).equals(whole)).toBe(true);
    }
    expect(Object.keys(await files())).toEqual(['user_sessions.csv']);
  });

  it('is renamed by the next process when the crash came between two days', async () => {
    await store(dated(1, now));
    const text = await readFile(path);
    now = at(24, 9);
    await store(dated(2, now));
    await rm(join(folder, 'sub', 'user_sessions-2026-11-23.csv'));
    await writeFile(path, text);
    const position = join(folder, 'sub', 'user_sessions.position.json');
    const last = { id: '1', timestamp: null };
    await writeFile(
      position,
      JSON.stringify({ day: '2026-11-24', from: '1', last, bytes: 0, crc: 0 }),
    );
    await exportMissing(open());
    expect(await files()).toEqual({
      'user_sessions-2026-11-23.csv': ['id', '1'],
      'user_sessions.csv': ['id', '2'],
    });
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['a line was taken out', (text: string) => text.replace(/^1,.*\r\n/m, '')],
    ['a word was changed', (text: string) => text.replace('yes', 'ja!')],
    ['it was cut in mid-line', (text: string) => text.slice(0, -40)],
    ['notes were written under it', (text: string) => `${text}seen by me\r\n`],
    ['everything was deleted', () => 'x'],
  ])('is kept aside and written again from the table when %s', async (_, edit) => {
    await store(dated(1, now), dated(2, now));
    const whole = await readFile(path, 'utf8');
    const edited = edit(whole);
    await writeFile(path, edited);
    await store(dated(3, now));
    expect(await readFile(path, 'utf8')).toBe(whole + csvLines([dated(3, now)]));
    const kept = join(folder, 'sub', 'user_sessions-2026-11-23-edited.csv');
    expect(await readFile(kept, 'utf8')).toBe(edited);
    expect(log.lines).toEqual([expect.objectContaining({ level: 'warn', kept })]);
    await exportMissing(open());
    expect(log.lines).toHaveLength(1);
  });

  it('is written again when it was removed', async () => {
    await store(dated(1, now), dated(2, now));
    await rm(path);
    await store(dated(3, now));
    expect(await files()).toEqual({ 'user_sessions.csv': ['id', '1', '2', '3'] });
  });

  it('begins with today when its rows are of another database, and keeps them', async () => {
    await store(dated(7, now), dated(8, now));
    table = [dated(1, at(22, 9)), dated(2, now)];
    csv = open();
    await exportMissing();
    expect(await files()).toEqual({
      'user_sessions-2026-11-23.csv': ['id', '7', '8'],
      'user_sessions.csv': ['id', '2'],
    });
  });

  it('overwrites no file that has the name of the day already', async () => {
    await store(dated(1, now));
    await writeFile(join(folder, 'sub', 'user_sessions-2026-11-23.csv'), '0,precious');
    now = at(24, 9);
    await store(dated(2, now));
    expect(await files()).toEqual({
      'user_sessions-2026-11-23-2.csv': ['id', '1'],
      'user_sessions-2026-11-23.csv': ['0'],
      'user_sessions.csv': ['id', '2'],
    });
  });

  it('puts a file with other columns aside, untouched', async () => {
    await mkdir(join(folder, 'sub'));
    const old = 'id,timestamp\r\n4,2026-11-20T10:00:00.000Z,x\r\n';
    await writeFile(path, old);
    await store(dated(5, now));
    expect(await readFile(join(folder, 'sub', 'user_sessions-2026-11-20.csv'), 'utf8')).toBe(old);
    expect((await files())['user_sessions.csv']).toEqual(['id', '5']);
  });
});
