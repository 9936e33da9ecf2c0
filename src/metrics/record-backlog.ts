import type { Queue } from 'bullmq';
import type { SpooledTurnRecorder } from './spooled-turn-recorder.js';

const jobStates = ['waiting', 'active', 'delayed', 'failed'] as const;
export type JobState = (typeof jobStates)[number];

/** What waits on its way to the table. */
export class RecordBacklog {
  private answer: Promise<ReadonlyMap<JobState, number>> | undefined;

  constructor(
    private readonly recorder: Pick<SpooledTurnRecorder, 'waiting'>,
    private readonly queue: Pick<Queue, 'getJobCounts'>,
  ) {}

  /** Records that only memory holds, and bytes on the disk. */
  get spool(): { readonly records: number; readonly bytes: number } {
    return this.recorder.waiting;
  }

  /**
   * Batches in the queue by state. Waits as long as Redis is away; however many ask meanwhile, one
   * request is under way.
   */
  async batches(): Promise<ReadonlyMap<JobState, number>> {
    this.answer ??= this.ask().finally(() => (this.answer = undefined));
    return this.answer;
  }

  private async ask(): Promise<ReadonlyMap<JobState, number>> {
    const found = await this.queue.getJobCounts(...jobStates);
    return new Map(jobStates.map((state) => [state, found[state] ?? 0]));
  }
}
