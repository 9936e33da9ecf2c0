import { open, readFile, rename, stat, truncate, type FileHandle } from 'node:fs/promises';
import { format, parse } from 'node:path';
import { crc32 } from 'node:zlib';
import { localDay } from '../common/local-day.js';
import { codeOf } from '../persistence/index.js';
import type { CsvPosition } from './csv-position.js';
import { csvHeader, placeOfLine, type RowPlace } from './session-csv-format.js';

/** Longer than any line can be. */
const windowBytes = 512 * 1024;

/** The CSV file as it lies on the disk, whoever wrote it. */
export class CsvFile {
  constructor(private readonly path: string) {}

  /** 0 for a file that is not there. */
  async size(): Promise<number> {
    return sizeOf(this.path);
  }

  /** Changes with every write to the file. */
  async stamp(): Promise<string> {
    try {
      const { size, mtimeMs } = await stat(this.path);
      return `${size} bytes at ${mtimeMs}`;
    } catch {
      return 'none';
    }
  }

  async hasHeader(): Promise<boolean> {
    return (await this.head()).startsWith(csvHeader);
  }

  /** The day of the first row, or `other` when the file has none that is ours. */
  async firstDay(): Promise<string> {
    const first = placeOfLine((await this.head()).split('\r\n', 2)[1] ?? '');
    return first ? localDay(first.timestamp) : 'other';
  }

  /**
   * True when the file begins with the bytes of the position, and what follows can be what was appended
   * just before a crash.
   */
  async isAsWritten({ bytes, crc, last }: CsvPosition): Promise<boolean> {
    const text = (await this.size()) > 0 ? await readFile(this.path) : Buffer.alloc(0);
    if (text.length < bytes || crc32(text.subarray(0, bytes)) !== crc) return false;
    const rest = text.toString('utf8', bytes);
    if (bytes === 0 && csvHeader.startsWith(rest)) return true;
    const lines = (bytes === 0 ? withoutHeader(rest) : rest).split('\r\n');
    const torn = lines.pop() ?? '';
    return lines.every((line) => isAfter(line, last.id)) && /^(\d|$)/.test(torn);
  }

  /** Cuts off what a crash left. */
  async cutTo(bytes: number): Promise<void> {
    if ((await this.size()) > bytes) await truncate(this.path, bytes);
  }

  /** The position of a file with our header and rows, whoever wrote it; half a line at its end is not counted. */
  async found(): Promise<{ position: CsvPosition; last: RowPlace } | undefined> {
    if (!(await this.hasHeader())) return undefined;
    const text = await readFile(this.path);
    const whole = text.subarray(0, text.lastIndexOf('\r\n') + 2);
    const lines = whole.toString('utf8', Math.max(0, whole.length - windowBytes)).split('\r\n');
    const last = placeOfLine(lines.at(-2) ?? '');
    const first = placeOfLine((await this.head()).split('\r\n', 2)[1] ?? '');
    if (!first || !last) return undefined;
    const position = {
      day: localDay(first.timestamp),
      from: String(BigInt(first.id) - 1n),
      last: { id: last.id, timestamp: last.timestamp.toISOString() },
      bytes: whole.length,
      crc: crc32(whole),
    };
    return { position, last };
  }

  /** Renames the file, overwriting none; returns the new name, undefined when there is no file. */
  async putAside(label: string): Promise<string | undefined> {
    if ((await this.size()) === 0) return undefined;
    const { dir, name, ext } = parse(this.path);
    for (let copy = 1; ; copy++) {
      const suffix = copy === 1 ? label : `${label}-${copy}`;
      const aside = format({ dir, name: `${name}-${suffix}`, ext });
      if ((await sizeOf(aside)) > 0) continue;
      await rename(this.path, aside);
      return aside;
    }
  }

  private async head(): Promise<string> {
    const file = await openIfThere(this.path);
    if (!file) return '';
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(windowBytes), 0, windowBytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

function withoutHeader(text: string): string {
  return text.startsWith(csvHeader) ? text.slice(csvHeader.length) : text;
}

function isAfter(line: string, id: string): boolean {
  const place = placeOfLine(line);
  return place !== undefined && BigInt(place.id) > BigInt(id);
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
