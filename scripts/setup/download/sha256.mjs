// @ts-check
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/**
 * @param {string} file
 * @returns {Promise<string>} lower-case hex
 */
export async function sha256Of(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * One digest for a whole folder: of the lines `<sha256>  <path>`, sorted by path.
 * @param {string} folder
 * @returns {Promise<string>} lower-case hex
 */
export async function sha256OfTree(folder) {
  const hash = createHash('sha256');
  for (const path of await filesOf(folder)) {
    hash.update(`${await sha256Of(join(folder, path))}  ${path}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} the paths of all files inside, with forward slashes, sorted
 */
export async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
