import ort from 'onnxruntime-node';
import { OnnxGraph } from './onnx-graph.mjs';

const MATRIX = { dims: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };

/** y = x · MATRIX + 0.5, then the columns from 1 on. */
function small() {
  const graph = new OnnxGraph();
  const product = graph.op('MatMul', ['x', graph.weights(MATRIX)]);
  const sum = graph.op('Add', [product, graph.float(0.5)]);
  const turned = graph.op('Transpose', [sum], { perm: [1, 0] });
  graph.op('Slice', [turned, graph.ints(1), graph.ints(3), graph.ints(0)], {}, 'y');
  const port = (name, shape) => ({ name, type: 'float', shape });
  return graph.model([port('x', ['n', 2])], [port('y', [2, 'n'])], {
    model_type: 'small',
    version: 1,
  });
}

it('writes a file that onnxruntime runs', async () => {
  const session = await ort.InferenceSession.create(Buffer.concat(small()));
  const x = new ort.Tensor('float32', Float32Array.of(1, 0, 0, 1), [2, 2]);
  const { y } = await session.run({ x });
  expect(y.dims).toEqual([2, 2]);
  expect([...y.data]).toEqual([2.5, 5.5, 3.5, 6.5]);
});

it('writes the same bytes every time', () => {
  expect(Buffer.concat(small()).equals(Buffer.concat(small()))).toBe(true);
});

it('keeps a constant once, however often it is used', () => {
  const graph = new OnnxGraph();
  expect(graph.ints(1, 2)).toBe(graph.ints(1, 2));
  expect(graph.int(1)).not.toBe(graph.ints(1));
});

it('carries the metadata that sherpa-onnx reads', () => {
  expect(Buffer.concat(small()).includes('model_type')).toBe(true);
});
