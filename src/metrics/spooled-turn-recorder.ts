import type { Clock, Timer } from '../common/clock.js';
import type { Log } from '../common/log.js';
import { reasonOf } from '../persistence/index.js';
import { ConversationRedactors } from '../redaction/index.js';
import type { RecordDelivery } from './record-delivery.js';
import type { RecordSpool } from './spool/record-spool.js';
import { toJob, type TurnRecordJob } from './turn-record-job.js';
import type { InteractionRecord, TurnRecorder } from './turn-record.js';
import { untilAborted } from './until-aborted.js';

const mostInMemory = 10_000;
const batchSize = 500;
const retryMs = 1000;
const tidyMs = 1000;

/**
 * Takes finished turns into memory at once and writes them to the spool in the background; from there
 * they go to the table batch by batch, the next when the last has arrived, so that the order of a call
 * is kept whatever is away in between. While the disk takes none they go to the table from memory; when
 * ten thousand wait there, the oldest make room, and the log tells how many.
 */
export class SpooledTurnRecorder implements TurnRecorder {
  /** Not on the disk yet, oldest first. */
  private fresh: TurnRecordJob[] = [];
  private diskFails = false;
  private isAppending = false;
  private dropped = 0;
  private writing: Promise<void> | undefined;
  private delivering: Promise<void> | undefined;
  private deliveryWanted = false;
  private tidying: Timer | undefined;
  private readonly ended = new AbortController();
  private readonly conversations = new ConversationRedactors();

  constructor(
    private readonly spool: RecordSpool,
    private readonly delivery: Pick<RecordDelivery, 'deliver'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** What waits for the table: records that only memory holds, and bytes on the disk. */
  get waiting(): { readonly records: number; readonly bytes: number } {
    return { records: this.fresh.length, bytes: this.spool.bytes };
  }

  record(record: InteractionRecord): void {
    try {
      this.fresh.push(toJob(record, this.conversations.of(record.callId)));
      if (record.type === 'call_ended') this.conversations.end(record.callId);
      this.makeRoom();
      this.writing ??= this.write();
    } catch (error) {
      this.log.error('a turn could not be recorded', { err: error });
    }
  }

  /** Stores first what an earlier process left. */
  async start(): Promise<void> {
    await this.spool.open().catch((error: unknown) => {
      this.reportDisk(error);
    });
    this.deliver();
  }

  /** Waits until all is stored or `signal` aborts, and tells which; the rest is on the disk. */
  async end(signal: AbortSignal): Promise<boolean> {
    await untilAborted(this.allStored(), signal);
    this.ended.abort();
    this.tidying?.cancel();
    await Promise.all([this.writing, this.delivering]);
    await this.spool.close();
    const { records, bytes } = this.waiting;
    if (records > 0)
      this.log.error('turn records are lost: neither the disk nor the stores took them', {
        records,
      });
    if (bytes > 0)
      this.log.warn('turn records wait on disk for the next start: the stores did not take them', {
        bytes,
      });
    return records + bytes === 0;
  }

  private async allStored(): Promise<void> {
    while (this.writing ?? this.delivering) await Promise.all([this.writing, this.delivering]);
  }

  private async write(): Promise<void> {
    while (this.fresh.length > 0) {
      const group = this.fresh.splice(0);
      this.isAppending = true;
      try {
        await this.spool.append(group);
        this.reportRoom();
      } catch (error) {
        this.fresh.unshift(...group);
        this.makeRoom();
        this.reportDisk(error);
      }
      this.isAppending = false;
      this.deliver();
      if (this.diskFails && !(await this.isTimeToRetry())) break;
    }
    this.writing = undefined;
  }

  private async isTimeToRetry(): Promise<boolean> {
    const waited = new Promise<void>((resolve) => {
      this.clock.after(retryMs, resolve);
    });
    await untilAborted(waited, this.ended.signal);
    return !this.ended.signal.aborted;
  }

  private deliver(): void {
    this.deliveryWanted = true;
    this.delivering ??= this.deliverAll();
  }

  private async deliverAll(): Promise<void> {
    this.tidying?.cancel();
    while (this.deliveryWanted) {
      this.deliveryWanted = false;
      while (await this.deliverNext());
    }
    this.delivering = undefined;
    if (this.ended.signal.aborted) return;
    this.tidying = this.clock.after(tidyMs, () => void this.spool.tidy());
  }

  /** False when nothing waits, or the end has come. */
  private async deliverNext(): Promise<boolean> {
    if (this.ended.signal.aborted) return false;
    const spooled = await this.spool.next(batchSize);
    if (spooled.length > 0) {
      if (!(await this.delivery.deliver(spooled, this.ended.signal))) return false;
      await this.spool.confirm();
      return true;
    }
    const isDiskAway = this.diskFails && !this.isAppending;
    const records = isDiskAway ? this.fresh.splice(0, batchSize) : [];
    if (records.length === 0) return false;
    const arrived = await this.delivery.deliver(records, this.ended.signal);
    if (!arrived) this.fresh.unshift(...records);
    return arrived;
  }

  private makeRoom(): void {
    const surplus = this.fresh.length - mostInMemory;
    if (surplus <= 0) return;
    this.fresh.splice(0, surplus);
    if (this.dropped === 0)
      this.log.error('turn records are being dropped: the disk and the stores take none', {
        mostInMemory,
      });
    this.dropped += surplus;
  }

  private reportDisk(error: unknown): void {
    if (!this.diskFails)
      this.log.error('turn records wait in memory: the spool takes none', {
        reason: reasonOf(error),
        mend: 'make the folder SPOOL_DIR writable, with room on the disk, or raise SPOOL_MAX_MB',
      });
    this.diskFails = true;
  }

  private reportRoom(): void {
    if (this.diskFails) this.log.info('turn records are spooled again');
    this.diskFails = false;
    if (this.dropped > 0) this.log.error('turn records were dropped', { dropped: this.dropped });
    this.dropped = 0;
  }
}
