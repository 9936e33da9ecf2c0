// @ts-check
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

// POSIX.1-2001 "ustar" and "pax": blocks of 512 bytes, a header and then the data of each file.
const BLOCK_BYTES = 512;
const REGULAR_FILE = ['0', '\0'];
const PAX_HEADER = 'x';

/**
 * Reads one file out of a gzipped tar archive, which is held in memory: for small archives.
 * @param {string} archive
 * @param {string} wanted path inside the archive
 * @returns {Promise<Buffer>}
 */
export async function readFromTgz(archive, wanted) {
  const tar = await promisify(gunzip)(await readFile(archive));
  let longPath = '';
  for (let at = 0; at + BLOCK_BYTES <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + BLOCK_BYTES);
    const bytes = Number.parseInt(text(header, 124, 12), 8);
    const type = header.toString('latin1', 156, 157);
    const data = tar.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + bytes);
    if (!(bytes >= 0) || data.length < bytes) throw new Error('it is cut off or damaged');
    const path =
      longPath || [text(header, 345, 155), text(header, 0, 100)].filter(Boolean).join('/');
    if (REGULAR_FILE.includes(type) && path === wanted) return data;
    longPath = type === PAX_HEADER ? (/\d+ path=(.*)\n/.exec(data.toString())?.[1] ?? '') : '';
    at += BLOCK_BYTES + Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
  }
  throw new Error(`${wanted} is not in the archive`);
}

/**
 * @param {Buffer} header
 * @param {number} start
 * @param {number} bytes
 */
function text(header, start, bytes) {
  return header
    .toString('utf8', start, start + bytes)
    .replace(/\0.*$/s, '')
    .trim();
}
