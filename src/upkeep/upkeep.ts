import { rm } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../common/log.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { sessionCsvFiles } from '../metrics/index.js';
import { SessionPartitions } from '../persistence/index.js';

const dayMs = 24 * 60 * 60 * 1000;

/** What keeps the stores in shape over the years. Each task may run at any time, and twice. */
@Injectable()
export class Upkeep {
  constructor(
    private readonly partitions: SessionPartitions,
    @Inject(SETTINGS)
    private readonly settings: Pick<
      Settings,
      'CSV_FILE' | 'CSV_RETENTION_DAYS' | 'DATABASE_RETENTION_DAYS'
    >,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Makes the months that come and drops those older than DATABASE_RETENTION_DAYS. */
  async keepDatabase(now: Date): Promise<void> {
    const retentionDays = this.settings.DATABASE_RETENTION_DAYS;
    const cutoff = daysBefore(now, retentionDays);
    const made = await this.partitions.makeAhead(now, cutoff);
    if (made.length > 0) this.log.info('partitions were made', { partitions: made });
    const { partitions, strayRows } = await this.partitions.dropBefore(cutoff);
    if (partitions.length + strayRows > 0)
      this.log.info('old records were dropped', { partitions, strayRows, retentionDays });
  }

  /** Removes the CSV files of days older than CSV_RETENTION_DAYS. */
  async keepFiles(now: Date): Promise<void> {
    const retentionDays = this.settings.CSV_RETENTION_DAYS;
    const oldest = daysBefore(now, retentionDays).toISOString().slice(0, 10);
    const files = await sessionCsvFiles(this.settings.CSV_FILE);
    const old = files.filter(({ day }) => day !== undefined && day < oldest);
    for (const { path } of old) await rm(path, { force: true });
    if (old.length > 0)
      this.log.info('old CSV files were removed', {
        files: old.map(({ path }) => path),
        retentionDays,
      });
  }
}

function daysBefore(date: Date, days: number): Date {
  return new Date(date.getTime() - days * dayMs);
}
