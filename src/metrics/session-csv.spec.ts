import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserSession } from '../persistence/index.js';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { csvHeader, csvLines, placeOfLine } from './session-csv-format.js';
import { SessionCsv } from './session-csv.js';
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
  let csv: SessionCsv;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-csv-'));
    path = join(folder, 'sub', 'user_sessions.csv');
    csv = new SessionCsv(path);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function files(): Promise<Record<string, string[]>> {
    const names = (await readdir(join(folder, 'sub'))).sort();
    const texts = names.map(async (name) => readFile(join(folder, 'sub', name), 'utf8'));
    const ids = (await Promise.all(texts)).map((text) => text.match(/^(id|\d+)(?=,)/gm) ?? []);
    return Object.fromEntries(names.map((name, index) => [name, [...(ids[index] ?? [])]]));
  }

  it('writes the header once, first', async () => {
    expect(await csv.recover()).toBeUndefined();
    await csv.append([row(1)]);
    await csv.append([row(2), row(3)]);
    expect(await files()).toEqual({ 'user_sessions.csv': ['id', '1', '2', '3'] });
    expect(await readFile(path, 'utf8')).toMatch(new RegExp(`^${csvHeader.trim()}\r\n1,`));
  });

  it('begins a new file each day and names the old one after its day', async () => {
    await csv.append([row(1, '2026-11-21T23:59:59.999Z'), row(2, '2026-11-22T00:00:00.000Z')]);
    await csv.append([row(3, '2026-11-22T12:00:00Z'), row(4, '2026-11-24T12:00:00Z')]);
    expect(await files()).toEqual({
      'user_sessions-2026-11-21.csv': ['id', '1'],
      'user_sessions-2026-11-22.csv': ['id', '2', '3'],
      'user_sessions.csv': ['id', '4'],
    });
  });

  it('keeps a late row of yesterday with those of today', async () => {
    await csv.append([row(1, '2026-11-22T00:00:01Z'), row(2, '2026-11-21T23:59:59Z')]);
    await csv.append([row(3, '2026-11-22T00:00:02Z')]);
    expect(await files()).toEqual({ 'user_sessions.csv': ['id', '1', '2', '3'] });
  });

  it('knows the last row and the day of a file that an earlier process wrote', async () => {
    await csv.append([row(1, '2026-11-21T10:00:00Z'), row(2, '2026-11-21T11:00:00Z')]);
    const next = new SessionCsv(path);
    expect(await next.recover()).toEqual({ id: '2', timestamp: new Date('2026-11-21T11:00:00Z') });
    await next.append([row(3, '2026-11-22T10:00:00Z')]);
    expect(await files()).toEqual({
      'user_sessions-2026-11-21.csv': ['id', '1', '2'],
      'user_sessions.csv': ['id', '3'],
    });
  });

  it('overwrites no file that has the name of the day already', async () => {
    await csv.append([row(1, '2026-11-21T10:00:00Z')]);
    await writeFile(join(folder, 'sub', 'user_sessions-2026-11-21.csv'), '0,precious');
    await csv.append([row(2, '2026-11-22T10:00:00Z')]);
    expect(await files()).toEqual({
      'user_sessions-2026-11-21-2.csv': ['id', '1'],
      'user_sessions-2026-11-21.csv': ['0'],
      'user_sessions.csv': ['id', '2'],
    });
  });

  it('is whole again wherever a crash cut it', async () => {
    await csv.append([row(1), row(2, undefined, 'naïve – é')]);
    const whole = await readFile(path);
    for (let cut = 1; cut < whole.length; cut += 7) {
      await writeFile(path, whole.subarray(0, whole.length - cut));
      const again = new SessionCsv(path);
      const last = await again.recover();
      await again.append([row(1), row(2, undefined, 'naïve – é')].slice(Number(last?.id ?? 0)));
      expect((await readFile(path)).equals(whole)).toBe(true);
    }
  });

  it('puts a file with other columns aside, untouched', async () => {
    await csv.append([row(1)]);
    const old = 'id,timestamp\r\n4,2026-11-20T10:00:00.000Z,x\r\n';
    await writeFile(path, old);
    expect(await csv.recover()).toMatchObject({ id: '4' });
    await csv.append([row(5)]);
    expect(await files()).toEqual({
      'user_sessions-2026-11-20.csv': ['id', '4'],
      'user_sessions.csv': ['id', '5'],
    });
    await writeFile(path, 'notes of mine, without an end');
    await csv.recover();
    expect(await readFile(join(folder, 'sub', 'user_sessions-other.csv'), 'utf8')).toBe(
      'notes of mine, without an end',
    );
  });
});
