import { workerData } from 'node:worker_threads';
import type { OfflineRecognizer } from 'sherpa-onnx-node';

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
let loaded: Promise<OfflineRecognizer> | undefined;

/** Silence that the engine appends; with less than its default Whisper repeats short words. */
const tailPaddings = -1;

async function load(): Promise<OfflineRecognizer> {
  const { default: sherpa } = await import('sherpa-onnx-node');
  const whisper = { encoder, decoder, language: 'en', task: 'transcribe', tailPaddings };
  return new sherpa.OfflineRecognizer({
    featConfig: { sampleRate, featureDim: 80 },
    modelConfig: { whisper, tokens, numThreads: threads, provider: 'cpu', debug: 0 },
  });
}

/** Decodes in the foreground: the thread has nothing else to do, and ends only between tasks. */
export async function runTask({ samples }: WhisperTask): Promise<string> {
  loaded ??= load();
  const recognizer = await loaded;
  const stream = recognizer.createStream();
  stream.acceptWaveform({ samples, sampleRate });
  recognizer.decode(stream);
  return recognizer.getResult(stream).text;
}
