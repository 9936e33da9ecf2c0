import { VirtualClock } from '../common/virtual-clock.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { QueueTurnRecorder, type TurnQueue } from './queue-turn-recorder.js';

/** A queue that takes jobs, refuses them or keeps the recorder waiting. */
class ScriptedQueue implements TurnQueue {
  readonly taken: number[] = [];
  mode: 'takes' | 'refuses' | 'hangs' = 'takes';

  readonly addBulk: TurnQueue['addBulk'] = async (jobs) => {
    if (this.mode === 'hangs') return new Promise(() => undefined);
    if (this.mode === 'refuses') throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
    this.taken.push(...jobs.map((job) => job.data.turn));
    return Promise.resolve([]);
  };
}

const settle = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('QueueTurnRecorder', () => {
  let queue: ScriptedQueue;
  let clock: VirtualClock;
  let log: MemoryLog;
  let recorder: QueueTurnRecorder;

  beforeEach(() => {
    queue = new ScriptedQueue();
    clock = new VirtualClock();
    log = new MemoryLog();
    recorder = new QueueTurnRecorder(queue, clock, log);
  });

  function record(...turns: number[]): void {
    for (const turn of turns) recorder.record(turnRecord({ turn }));
  }

  const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

  it('keeps the order, also across batches and troubles', async () => {
    queue.mode = 'refuses';
    record(...upTo(250));
    await settle();
    queue.mode = 'takes';
    clock.advance(1000);
    await settle();
    record(251);
    await settle();
    expect(queue.taken).toEqual(upTo(251));
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: 'turn records wait in memory: the queue takes none',
        waiting: 250,
        reason: 'ECONNREFUSED',
      },
    ]);
  });

  it('drops the oldest when ten thousand wait, and tells how many', async () => {
    queue.mode = 'refuses';
    record(...upTo(10_007));
    await settle();
    queue.mode = 'takes';
    clock.advance(1000);
    await settle();
    expect(queue.taken).toHaveLength(10_000);
    expect(queue.taken.at(-1)).toBe(10_007);
    expect(log.lines.filter((line) => line.level === 'error')).toEqual([
      expect.objectContaining({ mostWaiting: 10_000 }),
      expect.objectContaining({ message: 'turn records were dropped', dropped: 7 }),
    ]);
  }, 60_000);

  it('never throws at the call that records', () => {
    const broken = { ...turnRecord(), timestamp: new Date(Number.NaN) };
    expect(() => {
      recorder.record(broken);
    }).not.toThrow();
    expect(log.messages('error')).toEqual(['a turn could not be recorded']);
  });

  it('hands back at the end what the queue did not take for sure', async () => {
    queue.mode = 'hangs';
    record(1, 2, 3);
    const left = await recorder.end(AbortSignal.timeout(20));
    expect(left.map((job) => job.turn)).toEqual([1, 2, 3]);
  });

  it('hands back nothing when all was taken', async () => {
    record(1, 2, 3);
    expect(await recorder.end(AbortSignal.timeout(1000))).toEqual([]);
    expect(queue.taken).toEqual([1, 2, 3]);
  });

  it('sends what an earlier process left', async () => {
    queue.mode = 'hangs';
    record(4, 5);
    const left = await recorder.end(AbortSignal.timeout(20));
    const next = new ScriptedQueue();
    new QueueTurnRecorder(next, clock, log).enqueue(left);
    await settle();
    expect(next.taken).toEqual([4, 5]);
  });
});
