import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../common/virtual-clock.js';
import { eventually } from '../../test/support/eventually.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { turnRecord } from '../../test/support/turn-fixtures.js';
import { RecordDelivery, type BatchQueue } from './record-delivery.js';
import { RecordSpool } from './spool/record-spool.js';
import { SpooledTurnRecorder } from './spooled-turn-recorder.js';
import { keyOf, type TurnBatch, type TurnRecordJob } from './turn-record-job.js';

/** A queue and a table behind it: takes jobs, refuses them, forgets them, or hangs. */
class ScriptedStores implements BatchQueue {
  readonly rows = new Map<string, TurnRecordJob>();
  mode: 'works' | 'refuses' | 'hangs' | 'forgets' | 'works elsewhere' = 'works';
  added = 0;
  onStored: (jobId: string) => void = () => undefined;

  async add(_: string, batch: TurnBatch, { jobId }: { jobId: string }): Promise<unknown> {
    this.added++;
    if (this.mode === 'hangs') return new Promise(() => undefined);
    if (this.mode === 'refuses') throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
    if (this.mode === 'forgets') return Promise.resolve();
    for (const record of batch.records) this.rows.set(keyOf(record), record);
    if (this.mode === 'works')
      setImmediate(() => {
        this.onStored(jobId);
      });
    return Promise.resolve();
  }

  async getJobState(): Promise<'unknown'> {
    return Promise.resolve('unknown');
  }

  async holdsAll(records: readonly TurnRecordJob[]): Promise<boolean> {
    return Promise.resolve(records.every((record) => this.rows.has(keyOf(record))));
  }

  get turns(): number[] {
    return Array.from(this.rows.values(), ({ turn }) => turn);
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

describe('SpooledTurnRecorder', () => {
  let folder: string;
  let stores: ScriptedStores;
  let clock: VirtualClock;
  let log: MemoryLog;
  let recorder: SpooledTurnRecorder;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bakame-recorder-'));
    stores = new ScriptedStores();
    clock = new VirtualClock();
    log = new MemoryLog();
    recorder = await open();
  });

  afterEach(async () => {
    await recorder.end(AbortSignal.abort());
    await rm(folder, { recursive: true, force: true });
  });

  async function open(spoolFolder = folder, mostBytes = 1e9): Promise<SpooledTurnRecorder> {
    const spool = new RecordSpool(spoolFolder, mostBytes, log);
    const delivery = new RecordDelivery(stores, stores, clock, log);
    stores.onStored = (jobId) => {
      delivery.settle(jobId);
    };
    const opened = new SpooledTurnRecorder(spool, delivery, clock, log);
    await opened.start();
    return opened;
  }

  function record(...turns: number[]): void {
    for (const turn of turns) recorder.record(turnRecord({ turn }));
  }

  /** Lets time pass until `turns` are stored, in this order. */
  async function stored(turns: readonly number[]): Promise<void> {
    await eventually(() => {
      clock.advance(500);
      expect(stores.turns).toEqual(turns);
    });
  }

  it('keeps the order, also across batches and troubles', async () => {
    stores.mode = 'refuses';
    record(...upTo(450));
    await eventually(() => {
      clock.advance(500);
      expect(stores.added).toBeGreaterThan(3);
    });
    stores.mode = 'works';
    record(451);
    await stored(upTo(451));
    expect(log.lines).toEqual([
      expect.objectContaining({ level: 'warn', fault: 'ECONNREFUSED' }),
      { level: 'info', message: 'turn records are stored again' },
    ]);
  });

  it('adds again what the queue forgot', async () => {
    stores.mode = 'forgets';
    record(1, 2);
    await eventually(() => {
      expect(stores.added).toBeGreaterThan(0);
    });
    stores.mode = 'works';
    await stored([1, 2]);
  });

  it('sees in the table what another process stored', async () => {
    stores.mode = 'works elsewhere';
    record(1);
    await stored([1]);
    record(2);
    await stored([1, 2]);
    expect(await recorder.end(AbortSignal.timeout(2000))).toBe(true);
  });

  it('leaves nothing on the disk once all is stored', async () => {
    record(1, 2, 3);
    await stored([1, 2, 3]);
    await eventually(async () => {
      clock.advance(500);
      expect(await readdir(folder)).toEqual([]);
    });
    expect(recorder.waiting).toEqual({ records: 0, bytes: 0 });
  });

  it('ends in time when the queue hangs, and the next process stores the rest first', async () => {
    stores.mode = 'hangs';
    record(1, 2, 3);
    expect(await recorder.end(AbortSignal.timeout(20))).toBe(false);
    expect(log.messages('warn')).toEqual([
      'turn records wait on disk for the next start: the stores did not take them',
    ]);
    stores.mode = 'works';
    recorder = await open();
    record(4);
    await stored([1, 2, 3, 4]);
  });

  it('stores from memory while the disk takes none, and tells once', async () => {
    recorder = await open('/dev/null/spool');
    record(...upTo(300));
    await stored(upTo(300));
    record(301);
    await stored(upTo(301));
    expect(log.lines).toEqual([expect.objectContaining({ level: 'error', reason: 'ENOTDIR' })]);
  });

  it('drops the oldest when neither disk nor stores take any, and tells how many', async () => {
    stores.mode = 'hangs';
    recorder = await open(folder, 2000);
    record(1, 2);
    await eventually(() => {
      expect(stores.added).toBe(1);
    });
    record(...upTo(10_009).slice(2));
    expect(log.messages('error')).toContain(
      'turn records are being dropped: the disk and the stores take none',
    );
    expect(recorder.waiting.records).toBe(10_000);
  }, 30_000);

  it('never throws at the call that records', () => {
    const broken = { ...turnRecord(), timestamp: new Date(Number.NaN) };
    expect(() => {
      recorder.record(broken);
    }).not.toThrow();
    expect(log.messages('error')).toEqual(['a turn could not be recorded']);
  });
});
