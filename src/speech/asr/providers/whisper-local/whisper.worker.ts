import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { OfflineRecognizer, SherpaOnnx } from '../../../workers/sherpa-onnx.js';

export interface WhisperTask {
  /** 16 kHz, in [-1, 1], at most 30 s. */
  readonly samples: Float32Array;
}

export interface WhisperOptions {
  readonly encoder: string;
  readonly decoder: string;
  readonly tokens: string;
  readonly threads: number;
}

const sampleRate = 16_000;
const { encoder, decoder, tokens, threads } = workerData as WhisperOptions;
let recognizer: OfflineRecognizer | undefined;

/** Silence that the engine appends; with less than its default Whisper repeats short words. */
const tailPaddings = -1;

function load(): OfflineRecognizer {
  const sherpa = createRequire(import.meta.url)('sherpa-onnx-node') as SherpaOnnx;
  const whisper = { encoder, decoder, language: 'en', task: 'transcribe', tailPaddings };
  return new sherpa.OfflineRecognizer({
    featConfig: { sampleRate, featureDim: 80 },
    modelConfig: { whisper, tokens, numThreads: threads, provider: 'cpu', debug: 0 },
  });
}

/** Decodes in the foreground: the thread has nothing else to do, and ends only between tasks. */
export function runTask({ samples }: WhisperTask): string {
  recognizer ??= load();
  const stream = recognizer.createStream();
  stream.acceptWaveform({ samples, sampleRate });
  recognizer.decode(stream);
  return recognizer.getResult(stream).text;
}
