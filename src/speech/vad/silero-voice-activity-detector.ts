import type { Clock, Timer } from '../../common/clock.js';
import type { Log } from '../../common/log.js';
import { requireModelFile } from '../models/model-files.js';
import { WorkerPool, workerUrl } from '../workers/worker-pool.js';
import { layerSize, rowSamples, SileroStream } from './silero-stream.js';
import type { SileroResult, SileroTask } from './silero.worker.js';
import type {
  OnVoiceActivity,
  VoiceActivityDetector,
  VoiceActivityStream,
} from './voice-activity-detector.js';

/**
 * Least time between the starts of two runs. A single call never waits for it, its windows being 32 ms
 * apart; many calls gather their windows, of which one in a batch costs a fifth of one alone.
 */
const gatherMs = 8;

interface Listener {
  readonly stream: SileroStream;
  readonly onActivity: OnVoiceActivity;
  skippedMs: number;
}

/**
 * Silero v6 at the telephone's own 8 kHz, on a thread of its own. All streams that have a window ready
 * share one inference; what becomes ready while it runs goes into the next one.
 */
export class SileroVoiceActivityDetector implements VoiceActivityDetector {
  private readonly ready = new Set<Listener>();
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;
  private gathering: Timer | undefined;
  private lastRunMs = -Infinity;
  private failing = false;

  private constructor(
    private readonly pool: WorkerPool<SileroTask, SileroResult>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws AppError when the model file is missing or damaged. */
  static async load(model: string, clock: Clock, log: Log): Promise<SileroVoiceActivityDetector> {
    await requireModelFile(model);
    const url = workerUrl(import.meta.url, 'silero.worker');
    const pool = new WorkerPool<SileroTask, SileroResult>({ url, threads: 1, data: { model } });
    await pool.warmUp(() => emptyTask(1), model);
    return new SileroVoiceActivityDetector(pool, clock, log);
  }

  open(onActivity: OnVoiceActivity): VoiceActivityStream {
    const listener: Listener = { stream: new SileroStream(), onActivity, skippedMs: 0 };
    return {
      push: (audio) => {
        this.push(listener, audio);
      },
      close: () => {
        this.leave(listener);
      },
    };
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.gathering?.cancel();
    await this.running;
    await this.pool.close();
  }

  private push(listener: Listener, audio: Uint8Array): void {
    const skippedMs = listener.stream.push(audio);
    if (skippedMs > 0 && listener.skippedMs === 0) {
      this.log.warn('voice activity detection fell behind; audio is skipped', { skippedMs });
    }
    listener.skippedMs += skippedMs;
    if (listener.stream.hasWindow) this.ready.add(listener);
    this.runSoon();
  }

  private leave(listener: Listener): void {
    listener.stream.closed = true;
    this.ready.delete(listener);
    if (listener.skippedMs > 0) {
      const { skippedMs } = listener;
      this.log.warn('voice activity detection skipped audio of a call', { skippedMs });
    }
  }

  private runSoon(): void {
    const busy = this.running ?? this.gathering;
    if (busy || this.ready.size === 0 || this.closing.signal.aborted) return;
    const waitMs = this.lastRunMs + gatherMs - this.clock.now();
    if (waitMs > 0) {
      this.gathering = this.clock.after(waitMs, () => {
        this.gathering = undefined;
        this.runSoon();
      });
    } else {
      this.running = this.run();
    }
  }

  /** One inference over all streams that are ready. */
  private async run(): Promise<void> {
    this.lastRunMs = this.clock.now();
    const batch = [...this.ready];
    const task = emptyTask(batch.length);
    const ends = batch.map(({ stream }, i) => {
      stream.takeInto(row(task.input, rowSamples, i), ...layers(task.state, batch.length, i));
      return stream.endMs;
    });
    for (const listener of batch) if (!listener.stream.hasWindow) this.ready.delete(listener);
    try {
      const { input, state } = task;
      const buffers = [input.buffer as ArrayBuffer, state.buffer as ArrayBuffer];
      const result = await this.pool.run(task, buffers, this.closing.signal);
      this.failing = false;
      batch.forEach((listener, i) => {
        const probability = result.probabilities[i] ?? 0;
        listener.stream.remember(...layers(result.state, batch.length, i), probability);
        this.report(listener, probability, ends[i] ?? 0);
      });
    } catch (err) {
      if (!this.failing && !this.closing.signal.aborted) {
        this.log.error('voice activity detection failed', { err });
      }
      this.failing = true;
    }
    this.running = undefined;
    this.runSoon();
  }

  private report({ stream, onActivity }: Listener, probability: number, endMs: number): void {
    if (stream.closed) return;
    try {
      onActivity(probability, endMs);
    } catch (err) {
      this.log.error('a call failed to handle its voice activity', { err });
    }
  }
}

function emptyTask(streams: number): SileroTask {
  return {
    streams,
    input: new Float32Array(streams * rowSamples),
    state: new Float32Array(streams * 2 * layerSize),
  };
}

function row(values: Float32Array, length: number, index: number): Float32Array {
  return values.subarray(index * length, (index + 1) * length);
}

/** The two layers of stream `index` in a state of shape [2, streams, 128]. */
function layers(
  state: Float32Array,
  streams: number,
  index: number,
): [first: Float32Array, second: Float32Array] {
  return [row(state, layerSize, index), row(state, layerSize, streams + index)];
}
