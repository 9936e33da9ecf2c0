import { join } from 'node:path';
import { decodeMulaw, pcmToFloat, resample, telephoneHz } from '../../../audio/index.js';
import { requireModelFile } from '../../../models/model-files.js';
import { localFailure } from '../../../workers/local-failure.js';
import { WorkerPool, workerUrl } from '../../../workers/worker-pool.js';
import type { SpeechRecognizer, Transcript, Utterance } from '../../speech-recognizer.js';
import { splitAtPauses } from './split-at-pauses.js';
import type { WhisperOptions, WhisperTask } from './whisper.worker.js';

const engineHz = 16_000;
/** Whisper hears 30 s at a time and would ignore the rest. */
const longestSeconds = 29;
const searchSeconds = 5;

export interface WhisperLocalOptions {
  /** Holds encoder.onnx, decoder.onnx and tokens.txt. */
  readonly modelFolder: string;
  readonly workers: number;
  readonly threads: number;
}

/** OpenAI's Whisper on this machine, in worker threads. */
export class WhisperLocal implements SpeechRecognizer {
  readonly name = 'whisper_local';
  readonly capabilities = { streaming: false, confidence: false };

  private constructor(private readonly pool: WorkerPool<WhisperTask, string>) {}

  /** Loads the model on every thread and warms it up. @throws AppError about a model file. */
  static async start({
    modelFolder,
    workers,
    threads,
  }: WhisperLocalOptions): Promise<WhisperLocal> {
    const encoder = await requireModelFile(join(modelFolder, 'encoder.onnx'));
    const decoder = await requireModelFile(join(modelFolder, 'decoder.onnx'));
    const tokens = await requireModelFile(join(modelFolder, 'tokens.txt'));
    const pool = new WorkerPool<WhisperTask, string>({
      url: workerUrl(import.meta.url, 'whisper.worker'),
      threads: workers,
      data: { encoder, decoder, tokens, threads } satisfies WhisperOptions,
    });
    await pool.warmUp(() => ({ samples: new Float32Array(engineHz) }), modelFolder);
    return new WhisperLocal(pool);
  }

  async recognize({ audio }: Utterance, signal: AbortSignal): Promise<Transcript> {
    signal.throwIfAborted();
    if (audio.length === 0) return { text: '', confidence: null };
    const samples = resample(pcmToFloat(decodeMulaw(audio)), telephoneHz, engineHz);
    const texts: string[] = [];
    for (const piece of splitAtPauses(samples, engineHz, longestSeconds, searchSeconds)) {
      texts.push(await this.decode(piece, signal));
    }
    return { text: texts.join(' ').trim(), confidence: null };
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async decode(piece: Float32Array, signal: AbortSignal): Promise<string> {
    const samples = piece.slice();
    try {
      return await this.pool.run({ samples }, [samples.buffer], signal);
    } catch (error) {
      throw localFailure(this.name, error);
    }
  }
}
