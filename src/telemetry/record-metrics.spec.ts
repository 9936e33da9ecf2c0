import { Registry } from 'prom-client';
import { Settings } from '../config/index.js';
import { RecordBacklog } from '../metrics/index.js';
import { RecordMetrics } from './record-metrics.js';

const recorder = { waiting: { records: 7, bytes: 4096 } };

/** What a scrape tells when the queue answers like this. */
async function scrape(getJobCounts: () => Promise<Record<string, number>>): Promise<string> {
  const registry = new Registry();
  new RecordMetrics(registry, new Settings(), new RecordBacklog(recorder, { getJobCounts }));
  return registry.metrics();
}

describe('the metrics of records', () => {
  it('tell what waits in memory, on the disk and in the queue', async () => {
    const told = await scrape(async () => Promise.resolve({ waiting: 3, failed: 1 }));
    expect(told).toContain('bakame_records_in_memory 7\n');
    expect(told).toContain('bakame_spool_bytes 4096\n');
    expect(told).toContain('bakame_spool_limit_bytes 268435456\n');
    expect(told).toContain('bakame_queue_batches{state="waiting"} 3\n');
    expect(told).toContain('bakame_queue_batches{state="active"} 0\n');
    expect(told).toContain('bakame_queue_batches{state="failed"} 1\n');
  });

  it('leave out the queue while Redis does not answer, or refuses', async () => {
    const startMs = performance.now();
    const told = await scrape(async () => new Promise(() => undefined));
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect(told).toContain('bakame_spool_bytes 4096\n');
    expect(told).not.toContain('bakame_queue_batches{');
    const refused = await scrape(async () => Promise.reject(new Error('down')));
    expect(refused).not.toContain('bakame_queue_batches{');
  });

  it('ask the queue once, however many scrapes wait for its answer', async () => {
    let asked = 0;
    const answer = Promise.withResolvers<Record<string, number>>();
    const backlog = new RecordBacklog(recorder, {
      getJobCounts: async () => {
        asked++;
        return answer.promise;
      },
    });
    const both = [backlog.batches(), backlog.batches()];
    answer.resolve({ delayed: 2 });
    for (const batches of await Promise.all(both)) expect(batches.get('delayed')).toBe(2);
    expect(asked).toBe(1);
  });
});
