import { mulawBytesPerMs } from '../audio/index.js';
import { requireModelFile } from '../models/model-files.js';
import { localFailure } from '../workers/local-failure.js';
import { WorkerPool, workerUrl } from '../workers/worker-pool.js';
import type { EndOfTurnDetector } from './end-of-turn-detector.js';
import type { SmartTurnTask } from './smart-turn.worker.js';

const heardBytes = 8_000 * mulawBytesPerMs;

/**
 * Smart Turn v3.2 on a thread of its own, for all calls in the order they ask. The model takes several
 * at once, but that takes as long as one after the other, and the first would wait for the last.
 */
export class SmartTurn implements EndOfTurnDetector {
  private constructor(private readonly pool: WorkerPool<SmartTurnTask, number>) {}

  /** Loads the model and warms it up. @throws AppError when its file is missing or damaged. */
  static async start(model: string): Promise<SmartTurn> {
    await requireModelFile(model);
    const url = workerUrl(import.meta.url, 'smart-turn.worker');
    const pool = new WorkerPool<SmartTurnTask, number>({ url, threads: 1, data: { model } });
    await pool.warmUp(() => ({ audio: new Uint8Array(heardBytes) }), model);
    return new SmartTurn(pool);
  }

  async completion(audio: Uint8Array, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const heard = new Uint8Array(audio.subarray(-heardBytes));
    try {
      return await this.pool.run({ audio: heard }, [heard.buffer], signal);
    } catch (error) {
      throw localFailure('smart_turn', error);
    }
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}
