import { appendFile, mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname, format, parse } from 'node:path';
import type { UserSession } from '../persistence/index.js';
import { csvHeader, csvLines, dayOf, placeOfLine, type RowPlace } from './session-csv-format.js';

/** Longer than any line can be. */
const windowBytes = 512 * 1024;

/** The CSV file of session rows: one file a day; yesterday's is `name-YYYY-MM-DD.csv`. */
export class SessionCsv {
  /** The day of the file's first row; undefined while the file has no rows. */
  private day: string | undefined;

  constructor(private readonly path: string) {}

  /**
   * Makes the file fit to be appended to: a line that was torn by a crash is cut off, and a file with
   * other columns is put aside. Returns the place of the last row, if there is one.
   */
  async recover(): Promise<RowPlace | undefined> {
    this.day = undefined;
    const file = await openIfThere(this.path);
    if (!file) return undefined;
    try {
      const head = (await readAt(file, 0)).toString();
      if (csvHeader.startsWith(head)) {
        // Not even the header is complete: begin again.
        await file.truncate(0);
        return undefined;
      }
      const tail = await completeLines(file);
      const last = placeOfLine(tail.split('\r\n').at(-2) ?? '');
      const first = placeOfLine(head.split('\r\n', 2)[1] ?? '');
      if (!head.startsWith(csvHeader)) await this.putAside(last ? dayOf(last) : 'other');
      else if (first) this.day = dayOf(first);
      return last;
    } finally {
      await file.close();
    }
  }

  /** Appends rows, beginning a new file where a new day begins. */
  async append(rows: readonly UserSession[]): Promise<void> {
    for (let from = 0; from < rows.length;) {
      const first = rows[from];
      if (!first) return;
      if (this.day !== undefined && dayOf(first) > this.day) await this.putAside(this.day);
      const day = (this.day ??= dayOf(first));
      const newer = rows.findIndex((row, index) => index > from && dayOf(row) > day);
      const until = newer === -1 ? rows.length : newer;
      await this.write(csvLines(rows.slice(from, until)));
      from = until;
    }
  }

  private async write(lines: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const size = await sizeOf(this.path);
    await appendFile(this.path, size === 0 ? csvHeader + lines : lines);
  }

  private async putAside(label: string): Promise<void> {
    const { dir, name, ext } = parse(this.path);
    for (let copy = 1; ; copy++) {
      const suffix = copy === 1 ? label : `${label}-${copy}`;
      const aside = format({ dir, name: `${name}-${suffix}`, ext });
      if ((await sizeOf(aside)) > 0) continue;
      await rename(this.path, aside);
      this.day = undefined;
      return;
    }
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The end of the file, after a last line without its end was cut off. */
async function completeLines(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - windowBytes));
  const end = tail.lastIndexOf('\n') + 1;
  if (end > 0 && end < tail.length) await file.truncate(size - (tail.length - end));
  return tail.toString('utf8', 0, end);
}

async function readAt(file: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(windowBytes), position });
  return buffer.subarray(0, bytesRead);
}

/** 0 for a file that is not there. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
