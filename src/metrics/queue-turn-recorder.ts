import type { Queue } from 'bullmq';
import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import { reasonOf } from '../persistence/index.js';
import { unlessAborted } from './close-in-time.js';
import { jobIdOf, toJob, type TurnRecordJob } from './turn-record-job.js';
import type { InteractionRecord, TurnRecorder } from './turn-record.js';

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
  private readonly waiting: TurnRecordJob[] = [];
  private dropped = 0;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly queue: TurnQueue,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  record(record: InteractionRecord): void {
    try {
      this.waiting.push(toJob(record));
      this.makeRoom();
      this.sending ??= this.send().finally(() => {
        this.sending = undefined;
      });
    } catch (error) {
      this.log.error('a turn could not be recorded', { err: error });
    }
  }

  /** Resolves when nothing waits any more; false when `signal` aborted first, and records are lost. */
  async flush(signal: AbortSignal): Promise<boolean> {
    if (this.sending) await unlessAborted(this.sending, signal);
    if (this.sending === undefined) return true;
    this.log.error('turn records are lost: Redis did not take them before the end', {
      atLeast: this.waiting.length,
    });
    return false;
  }

  private async send(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, batchSize);
      try {
        await this.queue.addBulk(
          batch.map((data) => ({ name: 'record', data, opts: { jobId: jobIdOf(data) } })),
        );
        this.reportDropped();
      } catch (error) {
        this.waiting.unshift(...batch);
        this.log.warn('turn records wait in memory: the queue takes none', {
          waiting: this.waiting.length,
          reason: reasonOf(error),
        });
        await this.pause();
      }
    }
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.clock.after(retryMs, resolve);
    });
  }

  private makeRoom(): void {
    const surplus = this.waiting.length - mostWaiting;
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
