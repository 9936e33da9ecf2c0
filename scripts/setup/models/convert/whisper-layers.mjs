// @ts-check
/** The parts that Whisper's encoder and decoder are both built of, as operations of an ONNX graph. */

/**
 * What a part is built from.
 * @typedef {object} Builder
 * @property {import('./onnx-graph.mjs').OnnxGraph} graph
 * @property {import('./ct2-checkpoint.mjs').Ct2Checkpoint} checkpoint
 * @property {number} width of the network's states
 * @property {number} heads
 *
 * @typedef {import('./onnx-graph.mjs').Weights} Weights
 */

const EPSILON = 1e-5;

/**
 * @param {Builder} builder
 * @param {string} x
 * @param {{ weight: Weights, bias: Weights }} layer `weight` is [outputs, inputs]
 */
export function linear({ graph }, x, { weight, bias }) {
  const product = graph.op('MatMul', [x, graph.weights(transposed(weight))]);
  return graph.op('Add', [product, graph.weights(bias)]);
}

/**
 * @param {Builder} builder
 * @param {string} x
 * @param {string} path of the layer in the checkpoint
 */
export function linearAt(builder, x, path) {
  return linear(builder, x, layerAt(builder, path));
}

/**
 * Several projections of one input, which the checkpoint stores as one layer.
 * @param {Builder} builder
 * @param {string} path of the layer in the checkpoint
 * @param {number} count
 * @returns {((x: string) => string)[]}
 */
export function projections(builder, path, count) {
  const { weight, bias } = layerAt(builder, path);
  return Array.from({ length: count }, (_, index) => {
    const layer = { weight: part(weight, index, count), bias: part(bias, index, count) };
    return (/** @type {string} */ x) => linear(builder, x, layer);
  });
}

/**
 * @param {Builder} builder
 * @param {string} x
 * @param {string} path
 */
export function layerNorm({ graph, checkpoint }, x, path) {
  const gamma = graph.weights(checkpoint.weights(`${path}/gamma`));
  const beta = graph.weights(checkpoint.weights(`${path}/beta`));
  return graph.op('LayerNormalization', [x, gamma, beta], { axis: -1, epsilon: EPSILON });
}

/**
 * Exact GELU: x · (erf(x / √2) + 1) / 2.
 * @param {Builder} builder
 * @param {string} x
 */
export function gelu({ graph }, x) {
  const erf = graph.op('Erf', [graph.op('Div', [x, graph.float(Math.SQRT2)])]);
  const gate = graph.op('Add', [erf, graph.float(1)]);
  return graph.op('Mul', [graph.op('Mul', [x, gate]), graph.float(0.5)]);
}

/**
 * Multi-head attention over [batch, time, width].
 * @param {Builder} builder
 * @param {{ query: string, key: string, value: string, mask?: string }} inputs
 */
export function attention({ graph, width, heads }, { query, key, value, mask }) {
  const split = (/** @type {string} */ x, /** @type {number[]} */ perm) =>
    graph.op('Transpose', [graph.op('Reshape', [x, graph.ints(0, 0, heads, width / heads)])], {
      perm,
    });
  const scaled = graph.op('Mul', [
    split(query, [0, 2, 1, 3]),
    graph.float((width / heads) ** -0.5),
  ]);
  const scores = graph.op('MatMul', [scaled, split(key, [0, 2, 3, 1])]);
  const masked = mask ? graph.op('Add', [scores, mask]) : scores;
  const weights = graph.op('Softmax', [masked], { axis: -1 });
  const mixed = graph.op('MatMul', [weights, split(value, [0, 2, 1, 3])]);
  const joined = graph.op('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  return graph.op('Reshape', [joined, graph.ints(0, 0, width)]);
}

/**
 * @param {Builder} builder
 * @param {string} x
 * @param {string} path
 */
export function feedForward(builder, x, path) {
  const normed = layerNorm(builder, x, `${path}/layer_norm`);
  const inner = gelu(builder, linearAt(builder, normed, `${path}/linear_0`));
  return builder.graph.op('Add', [x, linearAt(builder, inner, `${path}/linear_1`)]);
}

/**
 * @param {Builder} builder
 * @param {string} path
 */
function layerAt({ checkpoint }, path) {
  return { weight: checkpoint.weights(`${path}/weight`), bias: checkpoint.weights(`${path}/bias`) };
}

/**
 * @param {Weights} weights
 * @param {number} index
 * @param {number} count
 * @returns {Weights} one of `count` equal blocks of rows
 */
function part({ dims: [rows = 0, ...rest], data }, index, count) {
  const size = data.length / count;
  return { dims: [rows / count, ...rest], data: data.subarray(size * index, size * (index + 1)) };
}

/**
 * @param {Weights} weights
 * @returns {Weights}
 */
function transposed({ dims: [rows = 0, columns = 0], data }) {
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = data[row * columns + column] ?? 0;
    }
  }
  return { dims: [columns, rows], data: turned };
}
