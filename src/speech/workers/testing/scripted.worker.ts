import { setTimeout as sleep } from 'node:timers/promises';
import { threadId, workerData } from 'node:worker_threads';

export interface ScriptedTask {
  /** The count of tasks that began is kept here, where the test sees it. */
  readonly begun: Int32Array;
  readonly takesMs?: number;
  readonly fails?: 'throws' | 'exits' | 'crashes';
}

export interface ScriptedResult {
  readonly threadId: number;
  readonly data: unknown;
}

export async function runTask(task: ScriptedTask): Promise<ScriptedResult> {
  Atomics.add(task.begun, 0, 1);
  await sleep(task.takesMs ?? 0);
  if (task.fails === 'throws') throw new Error('the task failed');
  if (task.fails === 'exits') process.exit(3);
  if (task.fails === 'crashes') {
    setImmediate(() => {
      throw new Error('the thread crashed');
    });
    await sleep(1000);
  }
  return { threadId, data: workerData };
}
