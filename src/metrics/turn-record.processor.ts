import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { UnrecoverableError, type Job, type Queue } from 'bullmq';
import { LOG, type Log } from '../common/log.js';
import { codeOf, reasonOf } from '../persistence/index.js';
import { CsvExporter } from './csv-exporter.js';
import { RecordDelivery } from './record-delivery.js';
import { SessionRecords } from './session-records.js';
import { parseBatch, turnQueueName, type TurnRecordJob } from './turn-record-job.js';
import { untilAborted } from './until-aborted.js';

const longestRetryMs = 5000;

/** Half a second, doubled at each attempt up to five. */
export function backoffMs(attemptsMade: number): number {
  return Math.min(longestRetryMs, 500 * 2 ** Math.min(attemptsMade - 1, 10));
}

/** Takes batches of turn records off the queue: into the table first, then into the CSV file. */
@Processor(turnQueueName, {
  concurrency: 1,
  // A batch whose worker died is tried again however often that happens: storing it twice is harmless.
  maxStalledCount: 1000,
  settings: { backoffStrategy: backoffMs },
})
export class TurnRecordProcessor extends WorkerHost {
  private lastFault: string | undefined;

  constructor(
    private readonly records: SessionRecords,
    private readonly exporter: CsvExporter,
    private readonly delivery: RecordDelivery,
    @InjectQueue(turnQueueName) private readonly queue: Queue,
    @Inject(LOG) private readonly log: Log,
  ) {
    super();
    queue.on('error', (error) => {
      this.onError(error);
    });
  }

  /** Whatever can be stored is stored, also of a batch in which something cannot. */
  async process(job: Job<unknown>): Promise<void> {
    const { records, faults } = await parseBatch(job.data);
    faults.push(...(await this.store(records)));
    if (records.length > 0) this.exporter.request();
    if (job.id !== undefined) this.delivery.settle(job.id);
    if (faults.length > 0) throw new UnrecoverableError(faults.join('; '));
  }

  /**
   * Stops worker and queue. An orderly stop says goodbye to Redis and waits for the answer; `force`,
   * or the abort of `signal`, cuts the connections instead.
   */
  async close(force: boolean, signal: AbortSignal): Promise<void> {
    const closing = Promise.all([this.worker.close(force), this.queue.close()]);
    await untilAborted(
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
    else this.report('turn records are not being stored; each is tried again', reasonOf(error));
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.report('the queue of turn records is in trouble', reasonOf(error));
  }

  @OnWorkerEvent('completed')
  onCompleted(): void {
    this.lastFault = undefined;
  }

  /** Returns why some of them never can be stored; rejects when trying again may help. */
  private async store(records: readonly TurnRecordJob[]): Promise<string[]> {
    try {
      if (records.length > 0) await this.records.insert(records);
      return [];
    } catch (error) {
      if (!isHopeless(error)) throw error;
      if (records.length === 1) return [reasonOf(error)];
    }
    const faults: string[] = [];
    for (const record of records) faults.push(...(await this.store([record])));
    return faults;
  }

  /** One line for a trouble that lasts. */
  private report(message: string, fault: string): void {
    if (fault === this.lastFault) return;
    this.lastFault = fault;
    this.log.warn(message, { fault });
  }
}

/** The record itself is refused: SQLSTATE class 22 (its data), or 23502 (a column without a value). */
function isHopeless(error: unknown): boolean {
  return /^(22...|23502)$/.test(codeOf(error) ?? '');
}
