import type { Job, Queue } from 'bullmq';
import { mentions, type Person, type PersonalData } from './personal-data.js';

const states = [
  'wait',
  'active',
  'delayed',
  'prioritized',
  'waiting-children',
  'completed',
  'failed',
] as const;

/** The records in a queue of batches, whatever became of their jobs. */
export class QueuedRecords implements PersonalData {
  readonly name = 'queue';

  constructor(private readonly queue: Queue<unknown>) {}

  async find(person: Person): Promise<unknown[]> {
    const jobs = await this.jobsOf(person);
    return jobs.flatMap(({ data }) => recordsOf(data).filter(about(person)));
  }

  /** A job that is being worked on is left: its rows are in the table in a moment. */
  async erase(person: Person): Promise<number> {
    let erased = 0;
    for (const job of await this.jobsOf(person)) {
      if (await job.isActive()) continue;
      const others = recordsOf(job.data).filter((record) => !about(person)(record));
      erased += recordsOf(job.data).length - others.length;
      if (others.length > 0) await job.updateData({ records: others });
      else await job.remove();
    }
    return erased;
  }

  private async jobsOf(person: Person): Promise<Job<unknown>[]> {
    const jobs = await this.queue.getJobs([...states]);
    return jobs.filter(({ data }) => recordsOf(data).some(about(person)));
  }
}

/** The records of a batch; a job in any other shape counts as one record. */
function recordsOf(data: unknown): readonly unknown[] {
  const isBatch = typeof data === 'object' && data !== null && 'records' in data;
  return isBatch && Array.isArray(data.records) ? data.records : [data];
}

function about(person: Person): (record: unknown) => boolean {
  return (record) => mentions(JSON.stringify(record), person);
}
