import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runQuietly } from './processes.mjs';
import { readTotals, totalLine } from './test-run.mjs';

let folder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-run-spec-'));
});

afterEach(async () => rm(folder, { recursive: true, force: true }));

it('counts a run that died without a word as one failure', async () => {
  expect(await readTotals(join(folder, 'none.json'), 1)).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
});

it('counts a run that ended badly though every test passed as one failure', async () => {
  const file = join(folder, 'totals.json');
  await writeFile(file, JSON.stringify({ passed: 3, failed: 0, skipped: 0 }));
  expect(await readTotals(file, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

it('takes the counts of a run as they are', async () => {
  const file = join(folder, 'totals.json');
  await writeFile(file, JSON.stringify({ passed: 3, failed: 2, skipped: 1 }));
  expect(await readTotals(file, 1)).toEqual({ passed: 3, failed: 2, skipped: 1 });
});

it('mentions skipped tests only where there are some', () => {
  expect(totalLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(totalLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});

describe('with a project of its own', () => {
  const script = `
    import { runTests } from ${JSON.stringify(join(import.meta.dirname, 'test-run.mjs'))};
    const never = new AbortController().signal;
    const interrupts = { asked: never, forced: never };
    process.exitCode = await runTests({ args: ['unit'], project: '.', env: process.env, interrupts });
  `;
  const run = async () => {
    const node = ['--input-type=module', '--eval', script];
    const { code, output } = await runQuietly(process.execPath, node, { cwd: folder });
    return { code, lines: output.trim().split('\n') };
  };

  beforeEach(async () => {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'jest.config.mjs'), 'export default { transform: {} };');
    await symlink(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  });

  it('fails when it finds no test', async () => {
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines.slice(-2)).toEqual(['No test ran.', '0 passed, 0 failed']);
  });

  it('adds up what passed, failed, was skipped or could not be loaded', async () => {
    await writeFile(
      join(folder, 'a.spec.mjs'),
      `it('holds', () => {}); it('breaks', () => { throw new Error(); }); it.skip('waits', () => {});`,
    );
    await writeFile(join(folder, 'b.spec.mjs'), 'not javascript');
    const { code, lines } = await run();
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('1 passed, 2 failed, 1 skipped');
  });
});
