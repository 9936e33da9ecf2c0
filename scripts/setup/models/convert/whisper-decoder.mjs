// @ts-check
import { attention, feedForward, layerNorm, linearAt, projections } from './whisper-layers.mjs';

/** The longest text that Whisper writes, in tokens. */
export const TEXT_CONTEXT = 448;

/** Added to the score of a token that is still to come: as good as never looked at. */
const HIDDEN = -1e9;

/**
 * One step of writing: tokens and the caches of the steps before in, scores of the next token out.
 * @param {import('./whisper-layers.mjs').Builder} builder
 * @param {Readonly<Record<string, string | number>>} metadata
 * @returns {import('./protobuf.mjs').Chunks} the ONNX file
 */
export function decoderModel(builder, metadata) {
  const { graph, checkpoint, width } = builder;
  const vocabulary = checkpoint.weights('decoder/embeddings/weight');
  const embeddings = graph.weights(vocabulary);
  const count = graph.op('Slice', [
    graph.op('Shape', ['tokens']),
    graph.ints(1),
    graph.ints(2),
    graph.ints(0),
  ]);
  const end = graph.op('Add', ['offset', count]);
  const words = graph.op('Gather', [embeddings, 'tokens'], { axis: 0 });
  const positions = graph.weights(checkpoint.weights('decoder/position_encodings/encodings'));
  let x = graph.op('Add', [words, graph.op('Slice', [positions, 'offset', end, graph.ints(0)])]);

  const step = { end, mask: causalMask(graph, end), keys: [], values: [] };
  const layers = checkpoint.layers('decoder');
  for (let index = 0; index < layers; index++) x = layer(builder, x, index, step);
  x = layerNorm(builder, x, 'decoder/layer_norm');
  const scores = graph.op('MatMul', [x, graph.op('Transpose', [embeddings], { perm: [1, 0] })]);
  graph.op('Identity', [scores], {}, 'logits');
  graph.op('Concat', step.keys, { axis: 0 }, 'out_n_layer_self_k_cache');
  graph.op('Concat', step.values, { axis: 0 }, 'out_n_layer_self_v_cache');

  const cache = [layers, 'n', TEXT_CONTEXT, width];
  const cross = [layers, 'n', 't2', width];
  return graph.model(
    [
      { name: 'tokens', type: 'int64', shape: ['n', 'n_tokens'] },
      { name: 'in_n_layer_self_k_cache', type: 'float', shape: cache },
      { name: 'in_n_layer_self_v_cache', type: 'float', shape: cache },
      { name: 'n_layer_cross_k', type: 'float', shape: cross },
      { name: 'n_layer_cross_v', type: 'float', shape: cross },
      { name: 'offset', type: 'int64', shape: [1] },
    ],
    [
      { name: 'logits', type: 'float', shape: ['n', 'n_tokens', vocabulary.dims[0] ?? 0] },
      { name: 'out_n_layer_self_k_cache', type: 'float', shape: cache },
      { name: 'out_n_layer_self_v_cache', type: 'float', shape: cache },
    ],
    metadata,
  );
}

/**
 * @typedef {object} Step
 * @property {string} end position after the last token of this step
 * @property {string} mask
 * @property {string[]} keys the new caches, layer by layer
 * @property {string[]} values
 */

/**
 * @param {import('./whisper-layers.mjs').Builder} builder
 * @param {string} x
 * @param {number} index
 * @param {Step} step
 */
function layer(builder, x, index, step) {
  const { graph } = builder;
  const path = `decoder/layer_${index}`;
  const of = (/** @type {string} */ stack) =>
    graph.op('Gather', [stack, graph.int(index)], { axis: 0 });

  const normed = layerNorm(builder, x, `${path}/self_attention/layer_norm`);
  const [query = '', newKey = '', newValue = ''] = projections(
    builder,
    `${path}/self_attention/linear_0`,
    3,
  ).map((project) => project(normed));
  const key = remember(graph, of('in_n_layer_self_k_cache'), newKey, step.end, step.keys);
  const value = remember(graph, of('in_n_layer_self_v_cache'), newValue, step.end, step.values);
  const own = attention(builder, { query, key, value, mask: step.mask });
  x = graph.op('Add', [x, linearAt(builder, own, `${path}/self_attention/linear_1`)]);

  const asked = layerNorm(builder, x, `${path}/attention/layer_norm`);
  const heard = attention(builder, {
    query: linearAt(builder, asked, `${path}/attention/linear_0`),
    key: of('n_layer_cross_k'),
    value: of('n_layer_cross_v'),
  });
  x = graph.op('Add', [x, linearAt(builder, heard, `${path}/attention/linear_2`)]);
  return feedForward(builder, x, `${path}/ffn`);
}

/**
 * Puts what this step adds behind what the steps before left in the cache.
 * @param {import('./onnx-graph.mjs').OnnxGraph} graph
 * @param {string} cache of this layer
 * @param {string} added
 * @param {string} end
 * @param {string[]} caches gets the cache for the next step
 * @returns {string} all that may be attended to
 */
function remember(graph, cache, added, end, caches) {
  const before = graph.op('Slice', [cache, graph.ints(0), 'offset', graph.ints(1)]);
  const full = graph.op('Concat', [before, added], { axis: 1 });
  const unused = graph.op('Slice', [cache, end, graph.ints(TEXT_CONTEXT), graph.ints(1)]);
  const next = graph.op('Concat', [full, unused], { axis: 1 });
  caches.push(graph.op('Unsqueeze', [next, graph.ints(0)]));
  return full;
}

/**
 * @param {import('./onnx-graph.mjs').OnnxGraph} graph
 * @param {string} end
 * @returns {string} the rows of this step's tokens, the columns up to the last of them
 */
function causalMask(graph, end) {
  const data = new Float32Array(TEXT_CONTEXT ** 2);
  for (let row = 0; row < TEXT_CONTEXT; row++) {
    data.fill(HIDDEN, row * TEXT_CONTEXT + row + 1, (row + 1) * TEXT_CONTEXT);
  }
  const whole = graph.weights({ dims: [TEXT_CONTEXT, TEXT_CONTEXT], data });
  const rows = graph.op('Slice', [whole, 'offset', end, graph.ints(0)]);
  return graph.op('Slice', [rows, graph.ints(0), end, graph.ints(1)]);
}
