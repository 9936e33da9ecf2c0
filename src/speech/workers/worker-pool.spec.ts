import { setTimeout as sleep } from 'node:timers/promises';
import { localFailure } from './local-failure.js';
import type { ScriptedResult, ScriptedTask } from './testing/scripted.worker.js';
import { WorkerPool, workerUrl } from './worker-pool.js';

const never = new AbortController().signal;

describe('WorkerPool', () => {
  let pool: WorkerPool<ScriptedTask, ScriptedResult>;
  let begun: Int32Array;

  const start = (threads: number): WorkerPool<ScriptedTask, ScriptedResult> =>
    new WorkerPool({
      url: workerUrl(import.meta.url, 'testing/scripted.worker'),
      threads,
      data: { model: 'here' },
    });

  const run = async (
    task: Omit<ScriptedTask, 'begun'> = {},
    signal = never,
  ): Promise<ScriptedResult> => pool.run({ begun, ...task }, [], signal);

  beforeEach(() => {
    begun = new Int32Array(new SharedArrayBuffer(4));
    pool = start(1);
  });

  afterEach(async () => pool.close());

  it('gives each thread its data, and does one task at a time on it', async () => {
    const startedAt = performance.now();
    const results = await Promise.all([run({ takesMs: 50 }), run({ takesMs: 50 })]);
    expect(performance.now() - startedAt).toBeGreaterThan(95);
    expect(new Set(results.map(({ threadId }) => threadId)).size).toBe(1);
    expect(results[0].data).toEqual({ model: 'here' });
  });

  it('warms up every thread', async () => {
    await pool.close();
    pool = start(2);
    await pool.warmUp(() => ({ begun, takesMs: 100 }), 'a model');
    const results = await Promise.all([run({ takesMs: 100 }), run({ takesMs: 100 })]);
    expect(new Set(results.map(({ threadId }) => threadId)).size).toBe(2);
    expect(begun[0]).toBe(4);
  });

  it('names the model and what to do when a thread cannot start its engine', async () => {
    await expect(
      pool.warmUp(() => ({ begun, fails: 'throws' }), '/models/voice'),
    ).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: 'the engine does not start with /models/voice: run `npm run setup`',
    });
  });

  it('never begins a task that is aborted while it waits', async () => {
    const controller = new AbortController();
    const first = run({ takesMs: 100 });
    const second = run({}, controller.signal);
    await sleep(20);
    controller.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    await first;
    await sleep(50);
    expect(begun[0]).toBe(1);
  });

  it('drops the result of a task that is aborted while it runs, and keeps the thread', async () => {
    const { threadId } = await run();
    const controller = new AbortController();
    const aborted = run({ takesMs: 200 }, controller.signal);
    await sleep(50);
    const abortedAt = performance.now();
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - abortedAt).toBeLessThan(100);
    expect((await run()).threadId).toBe(threadId);
  });

  it('passes on what a task throws, and does the next one on the same thread', async () => {
    const { threadId } = await run();
    await expect(run({ fails: 'throws' })).rejects.toThrow('the task failed');
    expect((await run()).threadId).toBe(threadId);
  });

  it.each(['exits', 'crashes'] as const)(
    'fails the task of a thread that %s, and does the next one on a new thread',
    async (fails) => {
      const { threadId } = await run();
      const failed = run({ fails });
      const waiting = run();
      await expect(failed).rejects.toThrow();
      expect((await waiting).threadId).not.toBe(threadId);
    },
  );

  it('refuses what waits when it closes, and lets what runs finish', async () => {
    const running = run({ takesMs: 100 });
    const waiting = run();
    await sleep(30);
    const closed = pool.close();
    await expect(waiting).rejects.toThrow('closed');
    expect(await running).toMatchObject({ data: { model: 'here' } });
    await closed;
    await expect(run()).rejects.toThrow('closed');
    await pool.close();
  });
});

describe('localFailure', () => {
  it('makes a dead engine an unavailable provider, and leaves an abort alone', () => {
    expect(localFailure('whisper_local', new Error('worker exited'))).toMatchObject({
      kind: 'unavailable',
      message: 'whisper_local: the local engine failed and is started again',
    });
    const abort = AbortSignal.abort().reason as unknown;
    expect(localFailure('whisper_local', abort)).toBe(abort);
  });
});
