import type { Clock, Timer } from '../common/clock.js';
import type { Log } from '../common/log.js';
import { reasonOf } from '../persistence/index.js';
import type { SessionCsv } from './session-csv.js';
import type { SessionRecords } from './session-records.js';

const batchRows = 500;
/** Also without a request: midnight, a hand on the file, rows that another process stored. */
const lookMs = 10_000;
/** How soon to try again while another process exports. */
const othersTurnMs = 200;

/**
 * Brings the CSV file up to the table: each row once, in the order of ids, whatever crashed or was full
 * in between. Of processes that share a file, one exports at a time.
 */
export class CsvExporter {
  private wanted = false;
  private closed = false;
  private failing = false;
  private running: Promise<void> | undefined;
  private next: Timer | undefined;

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
    this.running ??= this.run();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.next?.cancel();
    await this.running;
  }

  private async run(): Promise<void> {
    let waitMs = lookMs;
    while (this.wanted) {
      this.wanted = false;
      try {
        waitMs = (await this.records.exportAlone(async () => this.export()))
          ? lookMs
          : othersTurnMs;
        if (this.failing) this.log.info('the CSV file is written again');
        this.failing = false;
      } catch (error) {
        this.fail(error);
      }
    }
    this.running = undefined;
    this.next?.cancel();
    if (this.closed) return;
    this.next = this.clock.after(waitMs, () => {
      this.request();
    });
  }

  private async export(): Promise<void> {
    let lastId = await this.csv.resume(this.records);
    for (;;) {
      const rows = await this.records.after(lastId, batchRows);
      const last = rows.at(-1);
      if (!last) break;
      await this.csv.append(rows);
      lastId = last.id;
    }
    await this.csv.beginToday();
  }

  private fail(error: unknown): void {
    if (!this.failing)
      this.log.warn('the CSV file cannot be written; its rows wait in the database', {
        reason: reasonOf(error),
        mend: 'make the folder of CSV_FILE writable, with room on the disk; check the database',
      });
    this.failing = true;
  }
}
