import { extname } from 'node:path';
import type { Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { AppError } from '../../common/errors.js';
import { modelRemedy } from '../models/model-files.js';
import { Slots } from './slots.js';
import { unlessAborted } from '../../common/unless-aborted.js';

export interface WorkerPoolOptions {
  /** A module that exports `runTask`, and makes its engine ready with the first task. */
  readonly url: URL;
  readonly threads: number;
  /** Given to each thread as `workerData`. */
  readonly data: unknown;
}

/** `name` beside the module at `moduleUrl`, in the language that the module itself runs in. */
export function workerUrl(moduleUrl: string, name: string): URL {
  return new URL(`./${name}${extname(moduleUrl)}`, moduleUrl);
}

/**
 * Native inference on threads of its own, one task at a time on each. Tasks wait here and not inside
 * piscina, whose way to abort a running task is to end the thread and with it the loaded model. So a
 * task aborted in line never runs, the result of one aborted later is dropped, and the thread lives on.
 * A thread that dies fails its task and is replaced.
 */
export class WorkerPool<Task, Result> {
  private readonly pool: Piscina<Task, Result>;
  private readonly slots: Slots;
  private readonly running = new Set<Promise<Result>>();
  private closed = false;

  constructor(private readonly options: WorkerPoolOptions) {
    const { url, threads, data } = options;
    this.slots = new Slots(threads);
    this.pool = new Piscina<Task, Result>({
      filename: url.href,
      name: 'runTask',
      minThreads: threads,
      maxThreads: threads,
      workerData: data,
      recordTiming: false,
    });
    // Whoever asked for the task hears of it; without a listener the event would end the process.
    this.pool.on('error', () => undefined);
  }

  /**
   * Runs a task on every thread at once, so that each has its engine ready.
   * @throws AppError MODEL_CORRUPT, naming `model`, when an engine does not start.
   */
  async warmUp(task: () => Task, model: string): Promise<void> {
    const { signal } = new AbortController();
    const tasks = Array.from({ length: this.options.threads }, task);
    try {
      await Promise.all(tasks.map(async (each) => this.run(each, [], signal)));
    } catch (cause) {
      await this.close();
      const message = `the engine does not start with ${model}: ${modelRemedy}`;
      throw new AppError('MODEL_CORRUPT', message, { cause });
    }
  }

  /** `transfer` names the buffers of the task that move to the thread instead of being copied. */
  async run(task: Task, transfer: readonly Transferable[], signal: AbortSignal): Promise<Result> {
    if (this.closed) throw new Error('The worker pool is closed');
    await this.slots.take(signal);
    const work = this.pool.run(task, { transferList: [...transfer] });
    this.running.add(work);
    const done = (): void => {
      this.running.delete(work);
      this.slots.giveBack();
    };
    work.then(done, done);
    return unlessAborted(work, signal);
  }

  /** Refuses what waits, lets what runs finish, and ends the threads. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.slots.refuse(new Error('The worker pool is closed'));
    await Promise.allSettled(this.running);
    await this.pool.destroy();
  }
}
