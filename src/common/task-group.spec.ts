import { setTimeout as sleep } from 'node:timers/promises';
import { TaskGroup } from './task-group.js';

describe('a group of tasks', () => {
  it('waits at close for everything that was started, also by other tasks', async () => {
    const done: string[] = [];
    const tasks = new TaskGroup(() => undefined);
    tasks.run('outer', async () => {
      await sleep(5);
      tasks.run('inner', async () => {
        await sleep(5);
        done.push('inner');
      });
      done.push('outer');
    });
    await tasks.close();
    expect(done).toEqual(['outer', 'inner']);
    expect(tasks.size).toBe(0);
  });

  it('tells its tasks to stop', async () => {
    const tasks = new TaskGroup(() => undefined);
    const before = Date.now();
    tasks.run('sleeper', async (signal) => {
      await sleep(60_000, undefined, { signal });
    });
    await tasks.close();
    expect(Date.now() - before).toBeLessThan(5000);
  });

  it('reports a failure once, by the name of the task, and an abort never', async () => {
    const failures: string[] = [];
    const tasks = new TaskGroup((task) => failures.push(task));
    tasks.run('broken', async () => Promise.reject(new Error('no')));
    tasks.run('aborted', async (signal) => {
      await sleep(60_000, undefined, { signal });
    });
    await tasks.close();
    expect(failures).toEqual(['broken']);
  });
});
