import { setTimeout as pause } from 'node:timers/promises';
import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { UnrecoverableError, type Job, type Queue } from 'bullmq';
import { LOG, type Log } from '../common/log.js';
import { codeOf, reasonOf } from '../persistence/index.js';
import { CsvExporter } from './csv-exporter.js';
import { SessionRecords } from './session-records.js';
import { MalformedJobError, parseJob, turnQueueName } from './turn-record-job.js';
import { unlessAborted } from './unless-aborted.js';

const pollMs = 20;
const longestRetryMs = 30_000;

/** Half a second, doubled at each attempt up to half a minute. */
export function backoffMs(attemptsMade: number): number {
  return Math.min(longestRetryMs, 500 * 2 ** Math.min(attemptsMade - 1, 10));
}

/** Takes turn records off the queue: into the table first, then into the CSV file. */
@Processor(turnQueueName, {
  concurrency: 1,
  // A record whose worker died is tried again however often that happens: storing it twice is harmless.
  maxStalledCount: 1000,
  settings: { backoffStrategy: backoffMs },
})
export class TurnRecordProcessor extends WorkerHost {
  private lastFault: string | undefined;

  constructor(
    private readonly records: SessionRecords,
    private readonly exporter: CsvExporter,
    @InjectQueue(turnQueueName) private readonly queue: Queue,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
    queue.on('error', (error) => {
      this.onError(error);
    });
  }

  async process(job: Job<unknown>): Promise<void> {
    try {
      const isNew = await this.records.insert(parseJob(job.data));
      if (isNew) this.exporter.request();
    } catch (error) {
      if (isHopeless(error)) throw new UnrecoverableError(faultOf(error));
      throw error;
    }
  }

  /** True when nothing is left to do now; false when `signal` aborts first: the rest stays queued. */
  async finish(signal: AbortSignal): Promise<boolean> {
    await unlessAborted(this.drained(signal), signal);
    return !signal.aborted;
  }

  private async drained(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const counts = await this.queue.getJobCounts('wait', 'active');
      if (Object.values(counts).every((count) => count === 0)) return;
      await pause(pollMs);
    }
  }

  /**
   * Stops worker and queue. An orderly stop says goodbye to Redis and waits for the answer; `force`,
   * or the abort of `signal`, cuts the connections instead.
   */
  async close(force: boolean, signal: AbortSignal): Promise<void> {
    const closing = Promise.all([this.worker.close(force), this.queue.close()]);
    await unlessAborted(
      closing.then(() => undefined),
      signal,
    );
    if (!signal.aborted) return;
    for (const part of [this.worker, this.queue]) part.disconnect().catch(() => undefined);
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    if (error instanceof UnrecoverableError)
      this.log.error('a turn record cannot be stored', { jobId: job?.id, fault: error.message });
    else this.report('turn records are not being stored; each is tried again', faultOf(error));
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.report('the queue of turn records is in trouble', reasonOf(error));
  }

  @OnWorkerEvent('completed')
  onCompleted(): void {
    this.lastFault = undefined;
  }

  /** One line for a trouble that lasts. */
  private report(message: string, fault: string): void {
    if (fault === this.lastFault) return;
    this.lastFault = fault;
    this.log.warn(message, { fault });
  }
}

/** Trying again cannot help: the record itself is refused (SQLSTATE classes 22 and 23). */
function isHopeless(error: unknown): boolean {
  return error instanceof MalformedJobError || /^2[23]...$/.test(codeOf(error) ?? '');
}

/** A database's message may quote the row; its code does not. */
function faultOf(error: unknown): string {
  return error instanceof MalformedJobError ? error.message : reasonOf(error);
}
