import { appendFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../common/log.js';
import { codeOf, reasonOf } from '../persistence/index.js';
import { parseJob, type TurnRecordJob } from './turn-record-job.js';

/** A file for the records that Redis did not take before the process ended; the next process sends them. */
export class RecordSpool {
  private readonly path: string;

  constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {
    this.path = join(folder, 'turn-records.ndjson');
  }

  async keep(jobs: readonly TurnRecordJob[]): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
      await appendFile(this.path, jobs.map((job) => `${JSON.stringify(job)}\n`).join(''));
      this.log.warn('turn records wait on disk for the next start: Redis did not take them', {
        records: jobs.length,
        file: this.path,
      });
    } catch (error) {
      this.log.error('turn records are lost: neither Redis nor the disk took them', {
        records: jobs.length,
        reason: reasonOf(error),
      });
    }
  }

  /** Empties the file; of processes that start together, one gets the records. */
  async take(): Promise<TurnRecordJob[]> {
    const taken = `${this.path}.${process.pid}`;
    try {
      await rename(this.path, taken);
      const text = await readFile(taken, 'utf8');
      await rm(taken);
      return text.split('\n').flatMap((line) => (line === '' ? [] : this.read(line)));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        this.log.error('turn records on disk cannot be read', {
          reason: reasonOf(error),
          file: this.path,
        });
      return [];
    }
  }

  private read(line: string): TurnRecordJob[] {
    try {
      return [parseJob(JSON.parse(line))];
    } catch {
      this.log.error('a turn record on disk is not readable and was left out');
      return [];
    }
  }
}
