import { readdir, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { codeOf } from '../persistence/index.js';

/** The CSV file of session rows, or one of the past days beside it. */
export interface SessionCsvFile {
  readonly path: string;
  /** The file that is being written; undefined once it was put aside. */
  readonly day: string | undefined;
  readonly isCurrent: boolean;
}

/**
 * The current file first, then those put aside, by name. `day` (YYYY-MM-DD) is that of the name, or of
 * the last change where the name has none. A folder that is not there has no files.
 */
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
