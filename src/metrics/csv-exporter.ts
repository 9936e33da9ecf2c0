import type { Clock, Timer } from '../common/clock.js';
import type { Log } from '../common/log.js';
import { reasonOf } from '../persistence/index.js';
import type { SessionCsv } from './session-csv.js';
import type { SessionRecords } from './session-records.js';

const batchRows = 500;
const retryMs = 10_000;

/**
 * Brings the CSV file up to the table: each row once, in the order of ids. What was exported is known
 * from the file itself, so neither a crash nor a full disk loses or doubles a row. A missing file
 * begins with today's rows.
 */
export class CsvExporter {
  private wanted = false;
  private closed = false;
  private failing = false;
  private running: Promise<void> | undefined;
  private retry: Timer | undefined;
  /** The last row in the file; undefined while the file has to be looked at. */
  private lastId: string | undefined;

  constructor(
    private readonly records: SessionRecords,
    private readonly csv: SessionCsv,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Asks for an export; requests made during one become one more. */
  request(): void {
    if (this.closed) return;
    this.wanted = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  /** Resolves when nothing is left to export, or nothing can be. */
  async settled(): Promise<void> {
    await this.running;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.retry?.cancel();
    await this.running;
  }

  private async run(): Promise<void> {
    this.retry?.cancel();
    while (this.wanted) {
      this.wanted = false;
      try {
        await this.export();
        if (this.failing) this.log.info('the CSV file is written again');
        this.failing = false;
      } catch (error) {
        this.fail(error);
      }
    }
  }

  private async export(): Promise<void> {
    this.lastId ??= await this.resume();
    for (;;) {
      const rows = await this.records.after(this.lastId, batchRows);
      const last = rows.at(-1);
      if (!last) return;
      await this.csv.append(rows);
      this.lastId = last.id;
    }
  }

  private async resume(): Promise<string> {
    const last = await this.csv.recover();
    if (last && (await this.records.holds(last))) return last.id;
    const today = this.clock.date();
    today.setUTCHours(0, 0, 0, 0);
    return this.records.lastIdBefore(today);
  }

  private fail(error: unknown): void {
    this.lastId = undefined;
    if (!this.failing)
      this.log.warn('the CSV file cannot be written; its rows wait in the database', {
        reason: reasonOf(error),
        mend: 'make the folder of CSV_FILE writable, with room on the disk',
      });
    this.failing = true;
    if (this.closed) return;
    this.retry = this.clock.after(retryMs, () => {
      this.request();
    });
  }
}
