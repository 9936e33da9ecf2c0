import { createHash } from 'node:crypto';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

/** @param {Buffer | string} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Writes a zip archive by PKWARE's APPNOTE.TXT.
 * @param {Record<string, Buffer | string>} files
 * @param {{ stored?: boolean, comment?: string, extra?: Buffer }} [options] `extra`: a field that only local headers have
 */
export function zip(files, { stored = false, comment = '', extra = Buffer.from('extra') } = {}) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const packed = stored ? data : deflateRawSync(data);
    const name = Buffer.from(path);
    const shared = Buffer.alloc(22);
    shared.writeUInt16LE(stored ? 0 : 8, 4);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(data.length, 18);
    const local = [
      u32(0x04034b50),
      shared,
      u16(name.length),
      u16(extra.length),
      name,
      extra,
      packed,
    ];
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const entry = [u32(0x02014b50), u16(20), shared, u16(name.length), u16(0), place, name];
    locals.push(Buffer.concat(local));
    directory.push(Buffer.concat(entry));
    offset += locals.at(-1).length;
  }
  const list = Buffer.concat(directory);
  const end = [u32(0x06054b50), u16(0), u16(0), u16(directory.length), u16(directory.length)];
  const tail = [u32(list.length), u32(offset), u16(comment.length), Buffer.from(comment)];
  return Buffer.concat([...locals, list, ...end, ...tail]);
}

/**
 * Writes a gzipped tar archive by POSIX.1-2001.
 * @param {{ path: string, data: Buffer | string, type?: string, prefix?: string }[]} files
 */
export function tgz(files) {
  const blocks = files.flatMap(({ path, data, type = '0', prefix = '' }) => {
    const bytes = Buffer.from(data);
    const header = Buffer.alloc(512);
    header.write(path, 0);
    header.write(bytes.length.toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    header.write('ustar', 257);
    header.write(prefix, 345);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function u16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
