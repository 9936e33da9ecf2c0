import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { replaceFile } from '../common/replace-file.js';
import { codeOf } from '../persistence/index.js';
import { CsvPositionFile, type CsvPosition } from './csv-position.js';
import { csvHeader, placeOfLine } from './session-csv-format.js';
import type { SessionRecords } from './session-records.js';

const othersTurnMs = 200;
const longestWaitMs = 30_000;

/** The CSV file of session rows, or one of the past days beside it. */
export interface SessionCsvFile {
  readonly path: string;
  /** YYYY-MM-DD by its name, or by its last change; undefined for the current file. */
  readonly day: string | undefined;
  readonly isCurrent: boolean;
}

/** The current file first, then those put aside, by name. A folder that is not there has no files. */
export async function sessionCsvFiles(currentPath: string): Promise<SessionCsvFile[]> {
  const { dir, base, name, ext } = parse(currentPath);
  const folder = dir || '.';
  const files: SessionCsvFile[] = [];
  for (const entry of (await namesIn(folder)).sort()) {
    const path = join(folder, entry);
    if (entry === base) files.unshift({ path, day: undefined, isCurrent: true });
    else if (entry.startsWith(`${name}-`) && entry.endsWith(ext))
      files.push({ path, day: dayIn(entry) ?? (await dayOfChange(path)), isCurrent: false });
  }
  return files;
}

/** The lines of a file, without their ends and without the header. */
export async function csvLinesOf({ path }: SessionCsvFile): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/);
  return lines.filter((line, index) => line !== '' && (index > 0 || !isHeader(line)));
}

/** Removes all of them; the export then begins with the rows of today. */
export async function removeCsvFiles(currentPath: string): Promise<void> {
  for (const { path } of await sessionCsvFiles(currentPath)) await rm(path, { force: true });
  await new CsvPositionFile(currentPath).remove();
}

/** Touches the files while no server does; rejects when others export without end. */
export async function whileNothingIsExported(
  records: Pick<SessionRecords, 'exportAlone'>,
  touch: () => Promise<void>,
): Promise<void> {
  const endMs = performance.now() + longestWaitMs;
  while (!(await records.exportAlone(touch))) {
    if (performance.now() > endMs)
      throw new Error('The CSV files are being exported without end: try again later.');
    await pause(othersTurnMs);
  }
}

/**
 * Takes lines out of a file; returns how many. Nothing may be exported meanwhile (`whileNothingIsExported`).
 * The export then goes on where it was: the rows of the lines must be gone from the table before, or they
 * are exported again.
 */
export async function removeCsvLines(
  { path, isCurrent }: SessionCsvFile,
  isGone: (line: string) => boolean,
): Promise<number> {
  const text = await readFile(path);
  const removed = linesOf(text).filter((line) => !isHeader(line) && isGone(line)).length;
  if (removed === 0) return 0;
  const positionFile = new CsvPositionFile(path);
  const position = isCurrent ? await positionFile.read() : undefined;
  const written = position && text.subarray(0, position.bytes);
  const isAsWritten = written && crc32(written) === position.crc;
  // What stands after the position is exported again.
  const kept = without(isAsWritten ? written : text, isGone);
  await replaceFile(path, kept);
  if (isAsWritten) await positionFile.write(afterRemoval(position, kept));
  return removed;
}

function afterRemoval(position: CsvPosition, kept: Buffer): CsvPosition {
  const last = placeOfLine(kept.toString('utf8', kept.lastIndexOf('\n', -2) + 1));
  return {
    ...position,
    last: last
      ? { id: last.id, timestamp: last.timestamp.toISOString() }
      : { id: position.from, timestamp: null },
    bytes: kept.length,
    crc: crc32(kept),
  };
}

function without(text: Buffer, isGone: (line: string) => boolean): Buffer {
  return Buffer.from(
    linesOf(text)
      .filter((line) => isHeader(line) || !isGone(line))
      .join(''),
  );
}

/** With their ends. */
function linesOf(text: Buffer): string[] {
  return text.toString('utf8').split(/(?<=\n)/);
}

function isHeader(line: string): boolean {
  return csvHeader.startsWith(line.trimEnd()) && line.trimEnd() !== '';
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function dayIn(name: string): string | undefined {
  return /-(\d{4}-\d\d-\d\d)(-[^.]*)?\.[^.]*$/.exec(name)?.[1];
}

async function dayOfChange(path: string): Promise<string> {
  return (await stat(path)).mtime.toISOString().slice(0, 10);
}
