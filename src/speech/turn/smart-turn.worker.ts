import { extname } from 'node:path';
import { workerData } from 'node:worker_threads';
import ort from 'onnxruntime-node';
import type * as Mulaw from '../audio/mulaw.js';
import type * as Pcm from '../audio/pcm.js';
import type * as Resampling from '../audio/resampler.js';
import type * as Features from './log-mel.js';

export interface SmartTurnTask {
  /** Mu-law, 8 kHz, at most 8 s. */
  readonly audio: Uint8Array;
}

// A thread resolves no imports between sources: what it uses of ours is loaded by its own ending, and
// has no imports of its own.
const ending = extname(import.meta.url);
const { decodeMulaw, telephoneHz } = (await import(`../audio/mulaw${ending}`)) as typeof Mulaw;
const { pcmToFloat } = (await import(`../audio/pcm${ending}`)) as typeof Pcm;
const { resample } = (await import(`../audio/resampler${ending}`)) as typeof Resampling;
const { logMel, melBands, melFrames, heardHz } = (await import(
  `./log-mel${ending}`
)) as typeof Features;

const { model } = workerData as { model: string };
let session: Promise<ort.InferenceSession> | undefined;

/** How likely it is that the turn is complete; the model calls it logits but has squashed it already. */
export async function runTask({ audio }: SmartTurnTask): Promise<number> {
  session ??= ort.InferenceSession.create(model, {
    executionMode: 'sequential',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const features = logMel(resample(pcmToFloat(decodeMulaw(audio)), telephoneHz, heardHz));
  const input = new ort.Tensor('float32', features, [1, melBands, melFrames]);
  const { logits } = await (await session).run({ input_features: input });
  const completion = logits?.data[0];
  if (typeof completion === 'number') return completion;
  throw new Error('The model does not answer as Smart Turn does');
}
