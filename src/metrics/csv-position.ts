import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { format, parse } from 'node:path';

/** What a CSV file holds, as it was last written. */
export interface CsvPosition {
  /** The local day of its rows, YYYY-MM-DD. */
  readonly day: string;
  /** Its rows are those with greater ids than this. */
  readonly from: string;
  readonly last: { readonly id: string; readonly timestamp: string | null };
  readonly bytes: number;
  /** CRC-32 of these bytes. */
  readonly crc: number;
}

/** Keeps the position in a small file beside the CSV file. */
export class CsvPositionFile {
  private readonly path: string;

  constructor(csvPath: string) {
    const { dir, name } = parse(csvPath);
    this.path = format({ dir, name, ext: '.position.json' });
  }

  /** Undefined when there is none, or none that can be read. */
  async read(): Promise<CsvPosition | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(this.path, 'utf8'));
      return isPosition(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /** A crash leaves the old one or the new one. */
  async write(position: CsvPosition): Promise<void> {
    const fresh = `${this.path}.new`;
    await writeFile(fresh, JSON.stringify(position));
    await rename(fresh, this.path);
  }
}

export function samePosition(one: CsvPosition, other: CsvPosition): boolean {
  return one.day === other.day && one.last.id === other.last.id && one.crc === other.crc;
}

function isPosition(value: unknown): value is CsvPosition {
  if (!isObject(value) || !isObject(value['last'])) return false;
  const { day, from, last, bytes, crc } = value;
  const isDay = typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day);
  const areCounts = Number.isSafeInteger(bytes) && Number.isSafeInteger(crc);
  return isDay && areCounts && isId(from) && isId(last['id']);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,19}$/.test(value);
}
