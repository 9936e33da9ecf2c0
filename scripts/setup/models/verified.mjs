// @ts-check
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOf, sha256Of, sha256OfTree } from '../download/sha256.mjs';

/**
 * Remembers which files had the right SHA-256, with the size and time they had then, so that a start
 * looks at them without reading hundreds of megabytes.
 */
export class Verified {
  #home;
  #file;
  /** @type {Record<string, { sha256: string, looks: string }>} */
  #known = {};

  /** @param {string} home */
  constructor(home) {
    this.#home = home;
    this.#file = join(home, 'verified.json');
  }

  /**
   * @param {string} home
   * @returns {Promise<Verified>}
   */
  static async read(home) {
    const verified = new Verified(home);
    const text = await readFile(verified.#file, 'utf8').catch(() => '{}');
    try {
      verified.#known = JSON.parse(text);
    } catch {
      // A damaged memory costs reading the files once more.
    }
    return verified;
  }

  /**
   * @param {string} path under home, of a file, or of a folder when it ends in a slash
   * @param {string} sha256
   * @returns {Promise<boolean>} whether it still looks as it did when its digest was right
   */
  async looksRight(path, sha256) {
    const known = this.#known[path];
    return known?.sha256 === sha256 && known.looks === (await looks(join(this.#home, path)));
  }

  /**
   * Reads the file or folder, and remembers it when it is right.
   * @param {string} path
   * @param {string} sha256
   * @returns {Promise<'right' | 'wrong' | 'missing'>}
   */
  async check(path, sha256) {
    if (await this.looksRight(path, sha256)) return 'right';
    const place = join(this.#home, path);
    const now = await looks(place);
    if (now === '') return 'missing';
    if ((await digestOf(place)) !== sha256) return 'wrong';
    this.#known[path] = { sha256, looks: now };
    await this.#save();
    return 'right';
  }

  async #save() {
    await mkdir(dirname(this.#file), { recursive: true });
    const draft = `${this.#file}.${process.pid}`;
    await writeFile(draft, JSON.stringify(this.#known, null, 2));
    await rename(draft, this.#file);
  }
}

/**
 * @param {string} path
 * @returns {Promise<string>} lower-case hex
 */
export async function digestOf(path) {
  return path.endsWith('/') ? sha256OfTree(path) : sha256Of(path);
}

/**
 * @param {string} path
 * @returns {Promise<string>} size and time of each file; empty when there is none
 */
async function looks(path) {
  try {
    const files = path.endsWith('/')
      ? (await filesOf(path)).map((name) => join(path, name))
      : [path];
    const stats = await Promise.all(files.map(async (file) => stat(file)));
    return stats.map(({ size, mtimeMs }) => `${size}@${mtimeMs}`).join();
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return '';
    throw error;
  }
}
