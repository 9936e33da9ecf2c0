import { join } from 'node:path';
import { requireModelFile } from '../../../models/model-files.js';
import { localFailure } from '../../../workers/local-failure.js';
import { WorkerPool, workerUrl } from '../../../workers/worker-pool.js';
import { hasWords } from '../../has-words.js';
import type { SpeechRequest, SpeechSynthesizer } from '../../speech-synthesizer.js';
import { splitForVoice } from './split-for-voice.js';
import { telephoneVoice } from './telephone-voice.js';
import type { VoiceOptions, VoiceResult, VoiceTask } from './voice.worker.js';

export interface CoquiLocalOptions {
  /** Holds voice-joe/ and espeak-ng-data/. */
  readonly modelsFolder: string;
  readonly workers: number;
  readonly threads: number;
}

/** What espeak-ng needs to turn English into phonemes. */
const espeakFiles = ['phontab', 'phonindex', 'phondata', 'intonations', 'en_dict'];

/** A VITS voice, the family of models that Coqui made known, on this machine in worker threads. */
export class CoquiLocal implements SpeechSynthesizer {
  readonly name = 'coqui_local';
  readonly voice = 'en_US-joe-medium';
  readonly capabilities = { streaming: true };

  private constructor(private readonly pool: WorkerPool<VoiceTask, VoiceResult>) {}

  /** Loads the voice on every thread and warms it up. @throws AppError about a model file. */
  static async start({ modelsFolder, workers, threads }: CoquiLocalOptions): Promise<CoquiLocal> {
    const model = await requireModelFile(join(modelsFolder, 'voice-joe', 'model.onnx'));
    const tokens = await requireModelFile(join(modelsFolder, 'voice-joe', 'tokens.txt'));
    const dataDir = join(modelsFolder, 'espeak-ng-data');
    for (const name of espeakFiles) await requireModelFile(join(dataDir, name));
    const pool = new WorkerPool<VoiceTask, VoiceResult>({
      url: workerUrl(import.meta.url, 'voice.worker'),
      threads: workers,
      data: { model, tokens, dataDir, threads } satisfies VoiceOptions,
    });
    await pool.warmUp(() => ({ text: 'Welcome, dear learner.' }), model);
    return new CoquiLocal(pool);
  }

  /** The pieces of a clause are made one by one: other calls get their turn between them. */
  async *synthesize({ text }: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    for (const piece of splitForVoice(text).filter(hasWords)) {
      const { samples, sampleRateHz } = await this.speak(piece, signal);
      for (const chunk of telephoneVoice(samples, sampleRateHz)) {
        signal.throwIfAborted();
        if (chunk.length > 0) yield chunk;
      }
    }
  }

  async close(): Promise<void> {
    await this.pool.close();
  }

  private async speak(text: string, signal: AbortSignal): Promise<VoiceResult> {
    try {
      return await this.pool.run({ text }, [], signal);
    } catch (error) {
      throw localFailure(this.name, error);
    }
  }
}
