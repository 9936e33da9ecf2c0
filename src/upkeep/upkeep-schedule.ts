import { setTimeout as pause } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Queue, Worker, type QueueOptions } from 'bullmq';
import { CLOCK, type Clock, type Timer } from '../common/clock.js';
import { LOG, type Log } from '../common/log.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { bullConnection, reasonOf } from '../persistence/index.js';
import { Upkeep } from './upkeep.js';

export const upkeepQueueName = 'upkeep';
const everyMs = 60 * 60 * 1000;
const closeMs = 2000;

/**
 * Runs the upkeep every hour, and at once where it was never run: of the database by one instance, through
 * the queue; of the files by each, since each has a disk of its own.
 */
@Injectable()
export class UpkeepSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly options: QueueOptions;
  private queue: Queue | undefined;
  private worker: Worker | undefined;
  private timer: Timer | undefined;
  private lastFault: string | undefined;

  constructor(
    private readonly upkeep: Upkeep,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
    @Inject(SETTINGS) { REDIS_URL }: Pick<Settings, 'REDIS_URL'>,
  ) {
    this.options = { connection: bullConnection(REDIS_URL), prefix: 'bakame' };
  }

  onApplicationBootstrap(): void {
    const queue = new Queue(upkeepQueueName, this.options);
    const worker = new Worker(
      upkeepQueueName,
      async () => {
        await this.upkeep.keepDatabase(this.clock.date());
        this.lastFault = undefined;
      },
      this.options,
    );
    this.queue = queue;
    this.worker = worker;
    const report = (error: unknown): void => {
      this.report(error);
    };
    queue.on('error', report);
    worker.on('error', report);
    worker.on('failed', (_, error) => {
      report(error);
    });
    queue
      .upsertJobScheduler(
        upkeepQueueName,
        { every: everyMs },
        { opts: { removeOnComplete: true, removeOnFail: { count: 10 } } },
      )
      .catch(report);
    this.keepFiles();
  }

  /** Waits neither for a running job, which another instance takes up, nor for a Redis that hangs. */
  async onApplicationShutdown(): Promise<void> {
    this.timer?.cancel();
    const patience = new AbortController();
    const late = pause(closeMs, 'late', { signal: patience.signal }).catch(() => 'closed');
    const closing = Promise.all([this.worker?.close(true), this.queue?.close()]);
    if ((await Promise.race([closing, late])) === 'late')
      this.queue?.disconnect().catch(() => undefined);
    patience.abort();
  }

  private keepFiles(): void {
    this.upkeep.keepFiles(this.clock.date()).catch((error: unknown) => {
      this.report(error);
    });
    this.timer = this.clock.after(everyMs, () => {
      this.keepFiles();
    });
  }

  /** One line for a trouble that lasts. */
  private report(error: unknown): void {
    const fault = reasonOf(error);
    if (fault === this.lastFault) return;
    this.lastFault = fault;
    this.log.warn('the upkeep of the stores failed and is tried again within the hour', { fault });
  }
}
