import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { OfflineTts, SherpaOnnx } from '../../../workers/sherpa-onnx.js';

export interface VoiceTask {
  readonly text: string;
}

export interface VoiceResult {
  /** In [-1, 1]. */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

export interface VoiceOptions {
  readonly model: string;
  readonly tokens: string;
  readonly dataDir: string;
  readonly threads: number;
}

const { model, tokens, dataDir, threads } = workerData as VoiceOptions;
let tts: OfflineTts | undefined;

function load(): OfflineTts {
  const sherpa = createRequire(import.meta.url)('sherpa-onnx-node') as SherpaOnnx;
  const vits = { model, tokens, dataDir };
  return new sherpa.OfflineTts({ model: { vits, numThreads: threads, provider: 'cpu' } });
}

/** Speaks in the foreground: the thread has nothing else to do, and ends only between tasks. */
export function runTask({ text }: VoiceTask): VoiceResult {
  tts ??= load();
  const request = { text, sid: 0, speed: 1, enableExternalBuffer: false };
  const { samples, sampleRate } = tts.generate(request);
  return { samples, sampleRateHz: sampleRate };
}
