import { randomUUID } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import { reasonOf } from '../persistence/index.js';
import type { SessionRecords } from './session-records.js';
import type { TurnBatch, TurnRecordJob } from './turn-record-job.js';
import { untilAborted } from './until-aborted.js';

/** How soon the table is asked whether it has the records; then half as often each time. */
const firstLookMs = 250;
const longestLookMs = 2000;

/** What the delivery needs of the queue and of the table. */
export interface BatchQueue {
  add: (name: string, batch: TurnBatch, options: { jobId: string }) => Promise<unknown>;
  getJobState: Queue['getJobState'];
}
export type StoredRecords = Pick<SessionRecords, 'holdsAll'>;

/** A batch on its way. */
interface Parcel {
  readonly jobId: string;
  readonly records: readonly TurnRecordJob[];
  isSettled: boolean;
  isBeingAdded: boolean;
  /** Why the queue did not take it. */
  fault: string | undefined;
  wake: () => void;
}

/**
 * Brings batches of records through the queue into the table, and knows when they are there: from the
 * worker of this process, or from the table itself when another process took the job. A job that the
 * queue forgot is added again; storing a record twice is harmless.
 */
export class RecordDelivery {
  private readonly underWay = new Map<string, Parcel>();
  private isLate = false;

  constructor(
    private readonly queue: BatchQueue,
    private readonly table: StoredRecords,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** True when all are in the table, or refused for good; false when `signal` aborts first. */
  async deliver(records: readonly TurnRecordJob[], signal: AbortSignal): Promise<boolean> {
    const parcel: Parcel = {
      jobId: randomUUID(),
      records,
      isSettled: false,
      isBeingAdded: false,
      fault: undefined,
      wake: () => undefined,
    };
    this.underWay.set(parcel.jobId, parcel);
    await this.insist(parcel, signal);
    this.underWay.delete(parcel.jobId);
    parcel.wake();
    if (parcel.isSettled) this.reportBack();
    return parcel.isSettled;
  }

  /** Nothing more is to be done for the job: its records are in the table, or refused for good. */
  settle(jobId: string): void {
    const parcel = this.underWay.get(jobId);
    if (!parcel) return;
    parcel.isSettled = true;
    parcel.wake();
  }

  private async insist(parcel: Parcel, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => parcel.isSettled || signal.aborted;
    for (let lookMs = firstLookMs; !isOver(); lookMs = Math.min(longestLookMs, 2 * lookMs)) {
      if (!parcel.isBeingAdded) this.add(parcel);
      await untilAborted(this.settledWithin(parcel, lookMs), signal);
      if (isOver()) return;
      if (lookMs === longestLookMs) this.reportLate(parcel);
      await untilAborted(this.look(parcel), signal);
    }
  }

  private add(parcel: Parcel): void {
    const { jobId, records } = parcel;
    parcel.isBeingAdded = true;
    this.queue
      .add('records', { records }, { jobId })
      .catch((error: unknown) => {
        parcel.fault = reasonOf(error);
      })
      .finally(() => {
        parcel.isBeingAdded = false;
      });
  }

  private async settledWithin(parcel: Parcel, ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.clock.after(ms, resolve);
      parcel.wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  /** Asks the table, and the queue about a job that cannot succeed; ends early when the worker tells. */
  private async look(parcel: Parcel): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      parcel.wake = resolve;
    });
    const answer = this.hasArrived(parcel).then((arrived) => {
      if (arrived) parcel.isSettled = true;
    });
    await Promise.race([woken, answer]);
  }

  private async hasArrived({ jobId, records, isBeingAdded }: Parcel): Promise<boolean> {
    try {
      if (await this.table.holdsAll(records)) return true;
      return !isBeingAdded && (await this.queue.getJobState(jobId)) === 'failed';
    } catch {
      return false;
    }
  }

  private reportLate({ fault }: Parcel): void {
    if (this.isLate) return;
    this.isLate = true;
    this.log.warn('turn records wait on disk: the queue or the database takes none', {
      ...(fault === undefined ? {} : { fault }),
      mend: 'check Redis and PostgreSQL; calls go on, and the records arrive later',
    });
  }

  private reportBack(): void {
    if (this.isLate) this.log.info('turn records are stored again');
    this.isLate = false;
  }
}
