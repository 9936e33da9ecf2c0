// @ts-check
import { readFile } from 'node:fs/promises';

const VERSION = 6;
/** CTranslate2's DataType::FLOAT16 in a model file. */
const FLOAT16 = 4;

/**
 * A Whisper checkpoint as CTranslate2 stores it: named tensors in half precision.
 */
export class Ct2Checkpoint {
  /** @type {Map<string, { dims: number[], type: number, bytes: Buffer }>} */
  #tensors;

  /** @param {Map<string, { dims: number[], type: number, bytes: Buffer }>} tensors */
  constructor(tensors) {
    this.#tensors = tensors;
  }

  /**
   * @param {string} file
   * @returns {Promise<Ct2Checkpoint>}
   */
  static async read(file) {
    const reader = new Reader(await readFile(file));
    if (reader.u32() !== VERSION || reader.text() !== 'WhisperSpec') {
      throw new Error(`${file} is not a Whisper checkpoint of CTranslate2, version ${VERSION}`);
    }
    reader.u32();
    const tensors = new Map();
    for (let left = reader.u32(); left > 0; left--) {
      const name = reader.text();
      const dims = Array.from({ length: reader.u8() }, () => reader.u32());
      const type = reader.u8();
      tensors.set(name, { dims, type, bytes: reader.bytes(reader.u32()) });
    }
    return new Ct2Checkpoint(tensors);
  }

  /**
   * @param {string} name
   * @returns {import('./onnx-graph.mjs').Weights}
   */
  weights(name) {
    const { dims, type, bytes } = this.#tensor(name);
    if (type !== FLOAT16) throw new Error(`the checkpoint's ${name} is not in half precision`);
    // A copy, because tensors begin at any offset and 16-bit views only at even ones.
    const halves = new Uint16Array(new Uint8Array(bytes).buffer);
    const data = new Float32Array(halves.length);
    for (let i = 0; i < data.length; i++) data[i] = HALVES[halves[i] ?? 0] ?? 0;
    return { dims, data };
  }

  /**
   * @param {string} name
   * @returns {readonly number[]}
   */
  dims(name) {
    return this.#tensor(name).dims;
  }

  /**
   * @param {string} name
   * @returns {number} the whole number that is stored as a tensor
   */
  int16(name) {
    return this.#tensor(name).bytes.readInt16LE(0);
  }

  /**
   * @param {'encoder' | 'decoder'} part
   * @returns {number}
   */
  layers(part) {
    let count = 0;
    while (this.#tensors.has(`${part}/layer_${count}/ffn/linear_0/weight`)) count++;
    return count;
  }

  /** @param {string} name */
  #tensor(name) {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new Error(`the checkpoint has no ${name}`);
    return tensor;
  }
}

/** Reads the little-endian fields of the file one after the other. */
class Reader {
  #at = 0;

  /** @param {Buffer} buffer */
  constructor(buffer) {
    this.buffer = buffer;
  }

  u8() {
    return this.bytes(1).readUInt8();
  }

  u32() {
    return this.bytes(4).readUInt32LE();
  }

  /** Text is preceded by its length and followed by a zero byte that the length counts. */
  text() {
    const length = this.bytes(2).readUInt16LE();
    return this.bytes(length).toString('utf8', 0, length - 1);
  }

  /** @param {number} length */
  bytes(length) {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.buffer.length) throw new Error('the checkpoint is cut off');
    return this.buffer.subarray(start, this.#at);
  }
}

/** Every IEEE 754 half as the number it stands for. */
const HALVES = Float32Array.from({ length: 0x10000 }, (_, half) => {
  const sign = half >> 15 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});
