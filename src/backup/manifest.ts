import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { codeOf } from '../persistence/index.js';

const format = 1;
const manifestName = 'manifest.json';

export interface BackupFile {
  /** Inside the backup, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What a backup holds, so that a restore can tell whether it is whole and whether it arrived. */
export interface Manifest {
  readonly format: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly database: {
    /** Major version of the server, and of the pg_dump that read it. */
    readonly server: number;
    readonly pgDump: number;
    readonly migrations: readonly string[];
    /** Rows by table. */
    readonly rows: Readonly<Record<string, number>>;
  };
  readonly redis: { readonly keys: number };
  readonly files: readonly BackupFile[];
}

export async function writeManifest(
  folder: string,
  contents: Omit<Manifest, 'format'>,
): Promise<void> {
  const text = `${JSON.stringify({ format, ...contents }, null, 2)}\n`;
  await writeFile(join(folder, manifestName), text, { mode: 0o600 });
}

/** Reads a manifest and compares every file with it; rejects with all that is wrong. */
export async function verifiedManifest(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  const problems: string[] = [];
  for (const file of manifest.files) {
    const found = await describeFile(folder, file.path).catch((error: unknown) => codeOf(error));
    if (typeof found !== 'object') problems.push(`${file.path} is missing`);
    else if (found.sha256 !== file.sha256) problems.push(`${file.path} is not as it was written`);
  }
  if (problems.length === 0) return manifest;
  throw new Error(`The backup is damaged, and nothing was restored: ${problems.join('; ')}.`);
}

/** The length and checksum of a file of the backup. */
export async function describeFile(folder: string, path: string): Promise<BackupFile> {
  const file = join(folder, path);
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { path, bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => {
    throw new Error(`${folder} is not a backup: it has no ${manifestName}.`);
  });
  const manifest = parse(text);
  if (manifest?.format === format) return manifest;
  throw new Error(
    manifest === undefined
      ? `The backup is damaged, and nothing was restored: ${manifestName} cannot be read.`
      : `The backup has format ${manifest.format}, of which this version knows ${format} only.`,
  );
}

function parse(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isOurs = typeof value === 'object' && value !== null && 'format' in value;
    return isOurs ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
