// @ts-check
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

// PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (directory) and 4.3.16 (its end).
const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_ENTRY_BYTES = 46;
const DIRECTORY_END_BYTES = 22;
const LONGEST_COMMENT_BYTES = 0xffff;
const STORED = 0;
const DEFLATED = 8;

/**
 * @typedef {object} ZipEntry
 * @property {string} path
 * @property {number} method
 * @property {number} crc
 * @property {number} packedBytes
 * @property {number} bytes
 * @property {number} offset of its local header
 */

/**
 * @param {string} archive
 * @returns {Promise<ZipEntry[]>} the files of the archive, without its folders
 */
export async function zipEntries(archive) {
  const handle = await open(archive, 'r');
  try {
    const { size } = await handle.stat();
    const tail = Buffer.alloc(Math.min(size, DIRECTORY_END_BYTES + LONGEST_COMMENT_BYTES));
    await handle.read(tail, 0, tail.length, size - tail.length);
    const end = tail.findLastIndex(
      (byte, index) =>
        byte === 0x50 && index + 4 <= tail.length && tail.readUInt32LE(index) === DIRECTORY_END,
    );
    if (end < 0) throw new Error('it is not a zip archive');
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12));
    await handle.read(directory, 0, directory.length, tail.readUInt32LE(end + 16));
    return [...parseDirectory(directory)].filter(({ path }) => !path.endsWith('/'));
  } finally {
    await handle.close();
  }
}

/**
 * @param {Buffer} directory
 * @returns {Generator<ZipEntry>}
 */
function* parseDirectory(directory) {
  for (let at = 0; at + DIRECTORY_ENTRY_BYTES <= directory.length;) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('its directory is damaged');
    const pathEnd = at + DIRECTORY_ENTRY_BYTES + directory.readUInt16LE(at + 28);
    yield {
      path: directory.toString('utf8', at + DIRECTORY_ENTRY_BYTES, pathEnd),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    at = pathEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

/**
 * @param {string} archive
 * @param {ZipEntry} entry
 * @param {string} file where it goes; folders on the way are made
 * @param {boolean} [append] to what the file holds already
 */
export async function unzip(archive, entry, file, append = false) {
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new Error(`${entry.path} is packed with the unknown method ${entry.method}`);
  }
  const start = await dataOffset(archive, entry);
  const end = start + entry.packedBytes - 1;
  const packed = end < start ? Readable.from([]) : createReadStream(archive, { start, end });
  let crc = 0;
  /** @param {AsyncIterable<Buffer>} chunks */
  async function* checked(chunks) {
    for await (const chunk of chunks) {
      crc = crc32(chunk, crc);
      yield chunk;
    }
  }
  await mkdir(dirname(file), { recursive: true });
  const target = createWriteStream(file, { flags: append ? 'a' : 'w' });
  if (entry.method === STORED) await pipeline(packed, checked, target);
  else await pipeline(packed, createInflateRaw(), checked, target);
  if (crc !== entry.crc) throw new Error(`${entry.path} is damaged inside its archive`);
}

/**
 * The local header repeats the name, and has extra fields of its own length.
 * @param {string} archive
 * @param {ZipEntry} entry
 */
async function dataOffset(archive, { path, offset }) {
  const handle = await open(archive, 'r');
  try {
    const header = Buffer.alloc(LOCAL_HEADER_BYTES);
    await handle.read(header, 0, header.length, offset);
    if (header.readUInt32LE(0) !== LOCAL_HEADER)
      throw new Error(`${path} is not where the directory says`);
    return offset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await handle.close();
  }
}
