import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../test/support/eventually.js';
import { localDay } from '../common/local-day.js';
import { VirtualClock } from '../common/virtual-clock.js';
import { FileSink, type FileSinkEvents, type FileSinkOptions } from './index.js';

const dayMs = 24 * 60 * 60 * 1000;
const megabyte = 1024 * 1024;
const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMs);
const today = localDay(new Date());

describe('FileSink', () => {
  let folder: string;
  let path: string;
  let heard: string[];
  let clock: VirtualClock;
  const opened: FileSink[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-log-'));
    path = join(folder, 'app.log');
    heard = [];
    clock = new VirtualClock(new Date());
  });

  afterEach(async () => {
    for (const sink of opened.splice(0)) await sink.close();
    await rm(folder, { recursive: true, force: true });
  });

  const events: FileSinkEvents = {
    failed: (reason) => heard.push(`failed ${reason}`),
    recovered: (missedLines) => heard.push(`recovered ${missedLines}`),
    untidy: (reason) => heard.push(`untidy ${reason}`),
  };

  function open(options: Partial<FileSinkOptions> = {}): FileSink {
    const kept = { days: 14, bytes: megabyte };
    const sink = new FileSink({ path, fileBytes: megabyte, kept, ...options }, events, clock);
    opened.push(sink);
    return sink;
  }

  async function writeAll(sink: FileSink, lines: readonly string[]): Promise<void> {
    for (const line of lines) sink.write(`${line}\n`);
    await sink.close();
  }

  const text = async (name = 'app.log'): Promise<string> => readFile(join(folder, name), 'utf8');
  const files = async (): Promise<string[]> => (await readdir(folder)).sort();

  it('goes on after a file that is there already', async () => {
    await writeFile(path, 'before\n');
    await writeAll(open(), ['after']);
    expect(await text()).toBe('before\nafter\n');
    expect(heard).toEqual([]);
  });

  it('begins a line of its own behind half a line that a crash left', async () => {
    await writeFile(path, '{"level":"in');
    await writeAll(open(), ['after']);
    expect(await text()).toBe('{"level":"in\nafter\n');
  });

  it('makes the folder that is missing', async () => {
    path = join(folder, 'logs', 'app.log');
    await writeAll(open(), ['first']);
    expect(await text('logs/app.log')).toBe('first\n');
  });

  it('puts a file aside that has grown to its size, by the day and a count', async () => {
    const line = 'x'.repeat(99);
    await writeAll(
      open({ fileBytes: 1000 }),
      Array.from({ length: 25 }, () => line),
    );
    expect(await files()).toEqual([`app-${today}-2.log`, `app-${today}.log`, 'app.log']);
    const texts = await Promise.all((await files()).map(text));
    expect(texts.map(({ length }) => length)).toEqual([1000, 1000, 500]);
  });

  it('puts the file of an earlier day aside at the start', async () => {
    await writeFile(path, 'of yesterday\n');
    await utimes(path, daysAgo(1), daysAgo(1));
    await writeAll(open(), ['of today']);
    expect(await text(`app-${localDay(daysAgo(1))}.log`)).toBe('of yesterday\n');
    expect(await text()).toBe('of today\n');
  });

  it('removes what is older than so many days, and nothing that is not its own', async () => {
    const name = (days: number, suffix = ''): string =>
      `app-${localDay(daysAgo(days))}${suffix}.log`;
    const others = ['app-2020.log', 'app-2020-01-01.txt', 'application-2020-01-01.log'];
    for (const file of [name(3), name(8), name(8, '-2'), ...others])
      await writeFile(join(folder, file), 'x');
    open({ kept: { days: 7, bytes: megabyte } }).write('line\n');
    await eventually(async () => {
      expect(await files()).toEqual([name(3), 'app.log', ...others].sort());
    });
  });

  it('removes the oldest when they are too large together', async () => {
    const named = [`app-${today}.log`, `app-${today}-2.log`, `app-${today}-10.log`];
    for (const file of named) await writeFile(join(folder, file), 'x'.repeat(400));
    open({ kept: { days: 7, bytes: 1000 } }).write('line\n');
    await eventually(async () => {
      expect(await files()).toEqual([`app-${today}-10.log`, `app-${today}-2.log`, 'app.log']);
    });
  });

  it('tells once that it cannot be written, and goes on when it can, with the count of what it missed', async () => {
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, 'a file where a folder should be');
    path = join(blocked, 'app.log');
    const sink = open();
    sink.write('missed\n');
    await eventually(() => {
      expect(heard).toEqual(['failed ENOTDIR']);
    });
    for (let line = 0; line < 5; line++) sink.write('missed\n');
    await rename(blocked, join(folder, 'moved'));
    await mkdir(blocked);
    clock.advance(1000);
    sink.write('written\n');
    await eventually(() => {
      expect(heard).toEqual(['failed ENOTDIR', 'recovered 6']);
    });
    sink.write('written too\n');
    await sink.close();
    expect(await text('blocked/app.log')).toBe('written\nwritten too\n');
  });

  it('tells no second time while the trouble lasts', async () => {
    await writeFile(join(folder, 'file'), '');
    path = join(folder, 'file', 'app.log');
    const sink = open();
    for (let second = 0; second < 10; second++) {
      sink.write('line\n');
      clock.advance(1000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(heard).toEqual(['failed ENOTDIR']);
  });
});
