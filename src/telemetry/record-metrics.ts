import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../config/index.js';
import { RecordBacklog } from '../metrics/index.js';
import { gaugeOf } from './gauge.js';

/** What Redis does not tell by then is left out of a scrape. */
const patienceMs = 500;

/** What waits on its way to the table. */
@Injectable()
export class RecordMetrics {
  constructor(
    private readonly registry: Registry,
    @Inject(SETTINGS) { SPOOL_MAX_MB }: Settings,
    backlog: RecordBacklog,
  ) {
    const memory = { name: 'records_in_memory', help: 'Records that are not on the disk yet.' };
    gaugeOf(registry, memory, () => backlog.spool.records);
    const bytes = { name: 'spool_bytes', help: 'Records on the disk that the table has not got.' };
    gaugeOf(registry, bytes, () => backlog.spool.bytes);
    const limit = { name: 'spool_limit_bytes', help: 'What the spool may hold.' };
    gaugeOf(registry, limit, () => SPOOL_MAX_MB * 1024 * 1024);
    this.showQueue(backlog);
  }

  private showQueue(backlog: RecordBacklog): void {
    new Gauge({
      name: 'bakame_queue_batches',
      help: 'Batches of records in the queue; none are told while Redis does not answer.',
      labelNames: ['state'],
      registers: [this.registry],
      async collect() {
        this.reset();
        const late = pause(patienceMs, undefined, { ref: false });
        const found = await Promise.race([backlog.batches(), late]).catch(() => undefined);
        for (const [state, batches] of found ?? []) this.set({ state }, batches);
      },
    });
  }
}
