// @ts-check
/**
 * The little of the Protocol Buffers wire format that writing an ONNX file takes. A value is a list of
 * chunks, so that hundreds of megabytes of weights are never copied on their way to the disk.
 * @typedef {readonly Buffer[]} Chunks
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/**
 * @param {number} number of the field
 * @param {number} value a whole number
 * @returns {Chunks}
 */
export function intField(number, value) {
  return [varint((number << 3) | VARINT), varint(value)];
}

/**
 * @param {number} number of the field
 * @param {number} value
 * @returns {Chunks}
 */
export function floatField(number, value) {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return [varint((number << 3) | FIXED_32), bytes];
}

/**
 * @param {number} number of the field
 * @param {string | Buffer | Chunks} value text, bytes or a whole message
 * @returns {Chunks}
 */
export function field(number, value) {
  const chunks = typeof value === 'string' ? [Buffer.from(value)] : [value].flat();
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return [varint((number << 3) | LENGTH_DELIMITED), varint(bytes), ...chunks];
}

/**
 * Base 128, low digits first; a negative number is its 64-bit two's complement.
 * @param {number} value
 */
function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
