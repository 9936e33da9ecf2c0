import { workerData } from 'node:worker_threads';
import ort from 'onnxruntime-node';

/** One window for each of several streams. */
export interface SileroTask {
  /** Row by row: 32 samples of context, then the 256 new ones, each in [-1, 1). */
  readonly input: Float32Array;
  /** Shape [2, streams, 128]. */
  readonly state: Float32Array;
  readonly streams: number;
}

export interface SileroResult {
  /** For each stream, that somebody speaks. */
  readonly probabilities: Float32Array;
  readonly state: Float32Array;
}

const { model } = workerData as { model: string };
const sampleRate = new ort.Tensor('int64', BigInt64Array.of(8000n), []);
let session: Promise<ort.InferenceSession> | undefined;

export async function runTask({ input, state, streams }: SileroTask): Promise<SileroResult> {
  session ??= ort.InferenceSession.create(model, {
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const outputs = await (
    await session
  ).run({
    input: new ort.Tensor('float32', input, [streams, input.length / streams]),
    state: new ort.Tensor('float32', state, [2, streams, 128]),
    sr: sampleRate,
  });
  return { probabilities: floats(outputs['output']), state: floats(outputs['stateN']) };
}

function floats(tensor: ort.Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error('The model does not answer as Silero does');
}
