import type { Queue } from 'bullmq';
import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import { reasonOf } from '../persistence/index.js';
import { jobIdOf, toJob, type TurnRecordJob } from './turn-record-job.js';
import type { InteractionRecord, TurnRecorder } from './turn-record.js';
import { unlessAborted } from './unless-aborted.js';

const mostWaiting = 10_000;
const batchSize = 100;
const retryMs = 1000;

/** What the recorder needs of a queue. */
export type TurnQueue = Pick<Queue<TurnRecordJob>, 'addBulk'>;

/**
 * Puts finished turns on the queue, in the background and in order. While Redis is away they wait in
 * memory; when ten thousand wait, the oldest make room, and the log tells how many.
 */
export class QueueTurnRecorder implements TurnRecorder {
  private waiting: TurnRecordJob[] = [];
  private inFlight: readonly TurnRecordJob[] = [];
  private dropped = 0;
  private ended = false;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly queue: TurnQueue,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  record(record: InteractionRecord): void {
    try {
      this.enqueue([toJob(record)]);
    } catch (error) {
      this.log.error('a turn could not be recorded', { err: error });
    }
  }

  enqueue(jobs: readonly TurnRecordJob[]): void {
    this.waiting.push(...jobs);
    this.makeRoom();
    if (!this.ended)
      this.sending ??= this.send().finally(() => {
        this.sending = undefined;
      });
  }

  /** Ends the sending when all is sent or `signal` aborts; returns what was not sent for sure. */
  async end(signal: AbortSignal): Promise<readonly TurnRecordJob[]> {
    if (this.sending) await unlessAborted(this.sending, signal);
    this.ended = true;
    return [...this.inFlight, ...this.waiting];
  }

  private async send(): Promise<void> {
    while (this.waiting.length > 0 && !this.ended) {
      this.inFlight = this.waiting.slice(0, batchSize);
      this.waiting = this.waiting.slice(batchSize);
      try {
        await this.queue.addBulk(
          this.inFlight.map((data) => ({ name: 'record', data, opts: { jobId: jobIdOf(data) } })),
        );
        this.inFlight = [];
        this.reportDropped();
      } catch (error) {
        await this.putBack(error);
      }
    }
  }

  private async putBack(error: unknown): Promise<void> {
    this.waiting = [...this.inFlight, ...this.waiting];
    this.inFlight = [];
    if (this.ended) return;
    this.log.warn('turn records wait in memory: the queue takes none', {
      waiting: this.waiting.length,
      reason: reasonOf(error),
    });
    await new Promise<void>((resolve) => {
      this.clock.after(retryMs, resolve);
    });
  }

  private makeRoom(): void {
    const surplus = this.inFlight.length + this.waiting.length - mostWaiting;
    if (surplus <= 0) return;
    this.waiting.splice(0, surplus);
    if (this.dropped === 0)
      this.log.error('turn records are being dropped: too many wait for Redis', { mostWaiting });
    this.dropped += surplus;
  }

  private reportDropped(): void {
    if (this.dropped === 0) return;
    this.log.error('turn records were dropped', { dropped: this.dropped });
    this.dropped = 0;
  }
}
