// @ts-check
import { field, floatField, intField } from './protobuf.mjs';

/** Numbers of onnx.proto3: TensorProto.DataType and AttributeProto.AttributeType. */
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 };
const IR_VERSION = 8;
const OPSET = 17;

/**
 * Weights of the network: row-major numbers with their shape.
 * @typedef {{ readonly dims: readonly number[], readonly data: Float32Array }} Weights
 *
 * An input or output of the network; a text in the shape names a size that is open.
 * @typedef {{ name: string, type: 'float' | 'int64', shape: readonly (number | string)[] }} Port
 *
 * @typedef {import('./protobuf.mjs').Chunks} Chunks
 */

/** A computation that grows operation by operation and ends as an ONNX file. Values go by name. */
export class OnnxGraph {
  /** @type {Chunks[]} */
  #nodes = [];
  /** @type {Chunks[]} */
  #initializers = [];
  /** @type {Map<string, string>} */
  #constants = new Map();
  #named = 0;

  /**
   * @param {string} type the operator
   * @param {readonly string[]} inputs
   * @param {Readonly<Record<string, number | readonly number[]>>} [attributes]
   * @param {string} [output] a name of its own for the result
   * @returns {string} the result
   */
  op(type, inputs, attributes = {}, output = this.#name('t')) {
    this.#nodes.push([
      ...inputs.flatMap((input) => field(1, input)),
      ...field(2, output),
      ...field(3, `n${this.#nodes.length}`),
      ...field(4, type),
      ...Object.entries(attributes).flatMap(([name, value]) => field(5, attribute(name, value))),
    ]);
    return output;
  }

  /**
   * @param {Weights} weights
   * @returns {string}
   */
  weights({ dims, data }) {
    return this.#initializer('w', FLOAT, dims, data);
  }

  /**
   * @param {readonly number[]} values
   * @returns {string} a vector of whole numbers
   */
  ints(...values) {
    return this.#constant(`ints ${values.join()}`, INT64, [values.length], int64(values));
  }

  /**
   * @param {number} value
   * @returns {string} a single whole number
   */
  int(value) {
    return this.#constant(`int ${value}`, INT64, [], int64([value]));
  }

  /**
   * @param {number} value
   * @returns {string} a single number
   */
  float(value) {
    return this.#constant(`float ${value}`, FLOAT, [], Float32Array.of(value));
  }

  /**
   * @param {readonly Port[]} inputs
   * @param {readonly Port[]} outputs
   * @param {Readonly<Record<string, string | number>>} metadata
   * @returns {Chunks} the file
   */
  model(inputs, outputs, metadata) {
    const graph = [
      ...this.#nodes.flatMap((node) => field(1, node)),
      ...field(2, 'whisper'),
      ...this.#initializers.flatMap((tensor) => field(5, tensor)),
      ...inputs.flatMap((port) => field(11, valueInfo(port))),
      ...outputs.flatMap((port) => field(12, valueInfo(port))),
    ];
    return [
      ...intField(1, IR_VERSION),
      ...field(2, 'ct2-to-onnx'),
      ...field(7, graph),
      ...field(8, [...field(1, ''), ...intField(2, OPSET)]),
      ...metadataFields(metadata),
    ];
  }

  /**
   * @param {string} key
   * @param {number} type
   * @param {readonly number[]} dims
   * @param {NodeJS.TypedArray} data
   */
  #constant(key, type, dims, data) {
    const name = this.#constants.get(key) ?? this.#initializer('c', type, dims, data);
    this.#constants.set(key, name);
    return name;
  }

  /**
   * @param {string} prefix
   * @param {number} type
   * @param {readonly number[]} dims
   * @param {NodeJS.TypedArray} data
   */
  #initializer(prefix, type, dims, data) {
    const name = this.#name(prefix);
    this.#initializers.push([
      ...dims.flatMap((size) => intField(1, size)),
      ...intField(2, type),
      ...field(8, name),
      ...field(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
    ]);
    return name;
  }

  /** @param {string} prefix */
  #name(prefix) {
    return `${prefix}${this.#named++}`;
  }
}

/**
 * ModelProto.metadata_props: sherpa-onnx reads what it must know of a model from there.
 * @param {Readonly<Record<string, string | number>>} metadata
 * @returns {Chunks}
 */
export function metadataFields(metadata) {
  return Object.entries(metadata).flatMap(([key, value]) =>
    field(14, [...field(1, key), ...field(2, String(value))]),
  );
}

/**
 * @param {string} name
 * @param {number | readonly number[]} value
 * @returns {Chunks}
 */
function attribute(name, value) {
  if (Array.isArray(value)) {
    const values = value.flatMap((item) => intField(8, item));
    return [...field(1, name), ...values, ...intField(20, ATTRIBUTE.ints)];
  }
  const number = Number(value);
  return Number.isInteger(number)
    ? [...field(1, name), ...intField(3, number), ...intField(20, ATTRIBUTE.int)]
    : [...field(1, name), ...floatField(2, number), ...intField(20, ATTRIBUTE.float)];
}

/**
 * @param {Port} port
 * @returns {Chunks}
 */
function valueInfo({ name, type, shape }) {
  const dims = shape.flatMap((size) =>
    field(1, typeof size === 'string' ? field(2, size) : intField(1, size)),
  );
  const tensor = [...intField(1, type === 'float' ? FLOAT : INT64), ...field(2, dims)];
  return [...field(1, name), ...field(2, field(1, tensor))];
}

/** @param {readonly number[]} values */
function int64(values) {
  return BigInt64Array.from(values.map(BigInt));
}
