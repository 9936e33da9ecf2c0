import { readdir, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { localDay } from '../common/local-day.js';

/** What is kept of the log beside its current file. */
export interface LogRetention {
  readonly days: number;
  /** All files that were put aside together. */
  readonly bytes: number;
}

interface LogFile {
  readonly name: string;
  readonly day: string;
  /** 1 for the first file of the day. */
  readonly index: number;
}

const dayMs = 24 * 60 * 60 * 1000;

/** `app-2026-11-23.log`, then `app-2026-11-23-2.log`: names for what `app.log` held of that day. */
export function pastLogName(path: string, day: Date, index: number): string {
  const { name, ext } = parse(path);
  return `${name}-${localDay(day)}${index > 1 ? `-${index}` : ''}${ext}`;
}

/** Removes the files put aside that are older than `days`, and the oldest of those over `bytes`. */
export async function removeOldLogs(path: string, kept: LogRetention, now: Date): Promise<void> {
  const folder = parse(path).dir || '.';
  const oldest = localDay(new Date(now.getTime() - kept.days * dayMs));
  let bytes = 0;
  for (const { name, day } of newestFirst(await readdir(folder), path)) {
    const file = join(folder, name);
    bytes += await sizeOf(file);
    if (day < oldest || bytes > kept.bytes) await rm(file, { force: true });
  }
}

/** 0 for a file that is gone meanwhile. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

function newestFirst(names: readonly string[], path: string): LogFile[] {
  return names
    .flatMap((name) => pastLog(name, path) ?? [])
    .sort((a, b) => b.day.localeCompare(a.day) || b.index - a.index);
}

function pastLog(entry: string, path: string): LogFile | undefined {
  const { name, ext } = parse(path);
  if (!entry.startsWith(`${name}-`) || !entry.endsWith(ext)) return undefined;
  const middle = entry.slice(name.length + 1, entry.length - ext.length);
  const [, day, index = '1'] = /^(\d{4}-\d\d-\d\d)(?:-(\d+))?$/.exec(middle) ?? [];
  return day === undefined ? undefined : { name: entry, day, index: Number(index) };
}
