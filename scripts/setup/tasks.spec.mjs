import { findTask, usage } from './tasks.mjs';

const NAMES = ['demo', 'dev', 'sim:call', 'test', 'migration:run', 'setup'];

it.each(NAMES)('knows the task %s, and lists it', (name) => {
  expect(findTask(name)).toBeDefined();
  expect(usage()).toContain(`  ${name} `);
});

it.each(['', 'toString', '__proto__', 'demo '])('knows no task "%s"', (name) => {
  expect(findTask(name)).toBeUndefined();
});

it('keeps demo, tests and simulated calls away from the database that .env names', () => {
  for (const name of ['demo', 'test', 'sim:call']) {
    expect(findTask(name)).toMatchObject({ readsEnvFile: false, keepsDatabase: false });
  }
});

it('starts nothing for unit tests', () => {
  expect(findTask('test', ['unit'])).toMatchObject({ services: 'none', migrates: false });
  expect(findTask('test', ['integration'])).toMatchObject({ services: 'both', migrates: true });
});

it.each([['--url', 'http://127.0.0.1:8000'], ['--url=http://127.0.0.1:8000']])(
  'starts nothing for calls to a server that is running (%s)',
  (...args) => {
    const task = findTask('sim:call', args);
    expect(task).toMatchObject({ services: 'none', models: 'unused', migrates: false });
    expect(task?.readsEnvFile).toBe(true);
  },
);
