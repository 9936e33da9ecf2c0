// @ts-check
import {
  attention,
  feedForward,
  gelu,
  layerNorm,
  linearAt,
  projections,
} from './whisper-layers.mjs';

/**
 * Spectrogram in, and out come the keys and values that every decoder layer attends to.
 * @param {import('./whisper-layers.mjs').Builder} builder
 * @param {Readonly<Record<string, string | number>>} metadata
 * @returns {import('./protobuf.mjs').Chunks} the ONNX file
 */
export function encoderModel(builder, metadata) {
  const { graph, checkpoint, width } = builder;
  let x = embed(builder);
  for (let index = 0; index < checkpoint.layers('encoder'); index++) x = layer(builder, x, index);
  x = layerNorm(builder, x, 'encoder/layer_norm');

  const decoderLayers = checkpoint.layers('decoder');
  const stacked = (/** @type {string} */ y) => graph.op('Unsqueeze', [y, graph.ints(0)]);
  const keys = [];
  const values = [];
  for (let index = 0; index < decoderLayers; index++) {
    const [key, value] = projections(builder, `decoder/layer_${index}/attention/linear_1`, 2);
    if (key) keys.push(stacked(key(x)));
    if (value) values.push(stacked(value(x)));
  }
  graph.op('Concat', keys, { axis: 0 }, 'n_layer_cross_k');
  graph.op('Concat', values, { axis: 0 }, 'n_layer_cross_v');

  const mels = checkpoint.dims('encoder/conv1/weight')[1] ?? 0;
  const shape = [decoderLayers, 'n', 't2', width];
  return graph.model(
    [{ name: 'mel', type: 'float', shape: ['n', mels, 't'] }],
    [
      { name: 'n_layer_cross_k', type: 'float', shape },
      { name: 'n_layer_cross_v', type: 'float', shape },
    ],
    metadata,
  );
}

/** @param {import('./whisper-layers.mjs').Builder} builder */
function embed(builder) {
  const { graph, checkpoint } = builder;
  const convolution = (
    /** @type {string} */ x,
    /** @type {string} */ path,
    /** @type {number} */ stride,
  ) => {
    const weight = graph.weights(checkpoint.weights(`${path}/weight`));
    const bias = graph.weights(checkpoint.weights(`${path}/bias`));
    const shape = { kernel_shape: [3], pads: [1, 1], strides: [stride] };
    return gelu(builder, graph.op('Conv', [x, weight, bias], shape));
  };
  const narrowed = convolution(convolution('mel', 'encoder/conv1', 1), 'encoder/conv2', 2);
  const x = graph.op('Transpose', [narrowed], { perm: [0, 2, 1] });
  const length = graph.op('Slice', [
    graph.op('Shape', [x]),
    graph.ints(1),
    graph.ints(2),
    graph.ints(0),
  ]);
  const positions = graph.weights(checkpoint.weights('encoder/position_encodings/encodings'));
  return graph.op('Add', [x, graph.op('Slice', [positions, graph.ints(0), length, graph.ints(0)])]);
}

/**
 * @param {import('./whisper-layers.mjs').Builder} builder
 * @param {string} x
 * @param {number} index
 */
function layer(builder, x, index) {
  const path = `encoder/layer_${index}`;
  const normed = layerNorm(builder, x, `${path}/self_attention/layer_norm`);
  const [query = '', key = '', value = ''] = projections(
    builder,
    `${path}/self_attention/linear_0`,
    3,
  ).map((project) => project(normed));
  const mixed = linearAt(
    builder,
    attention(builder, { query, key, value }),
    `${path}/self_attention/linear_1`,
  );
  return feedForward(builder, builder.graph.op('Add', [x, mixed]), `${path}/ffn`);
}
