// @ts-check
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGroup } from './processes.mjs';

const TOTALS_REPORTER = fileURLToPath(new URL('totals-reporter.mjs', import.meta.url));

/** The sizes of test: how their files are told apart, and how many run side by side. */
const SIZES = {
  unit: { suffix: 'spec', flags: ['--maxWorkers=2'] },
  integration: { suffix: 'int-spec', flags: ['--maxWorkers=2'] },
  // They measure time, so each has the machine to itself.
  e2e: { suffix: 'e2e-spec', flags: ['--runInBand'] },
};

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 */

/**
 * Runs one size of test, or all, and ends with a line of totals.
 * @param {Pick<import('./work.mjs').Run, 'args' | 'project' | 'env' | 'interrupts'>} run
 * @returns {Promise<number>} 0 when something was tested and nothing failed
 */
export async function runTests({ args, project, env, interrupts }) {
  const [size = ''] = args;
  const isSize = Object.hasOwn(SIZES, size);
  const sizes = isSize ? [SIZES[/** @type {keyof typeof SIZES} */ (size)]] : Object.values(SIZES);
  const options = isSize ? args.slice(1) : args;

  const folder = await mkdtemp(join(tmpdir(), 'bakame-test-'));
  const totals = { passed: 0, failed: 0, skipped: 0 };
  try {
    for (const { suffix, flags } of sizes) {
      if (interrupts.asked.aborted) break;
      const file = join(folder, `${suffix}.json`);
      const environment = { ...env, TEST_TOTALS_FILE: file };
      const jest = [
        ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
        join(project, 'node_modules', 'jest', 'bin', 'jest.js'),
        ...['--testRegex', `\\.${suffix}\\.(ts|mjs)$`, '--passWithNoTests'],
        ...['--reporters', 'default', '--reporters', TOTALS_REPORTER, ...flags, ...options],
      ];
      const place = { cwd: project, env: environment };
      const code = await runGroup(process.execPath, jest, place, interrupts);
      add(totals, await readTotals(file, code));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (totals.passed + totals.failed === 0) console.log('No test ran.');
  console.log(totalLine(totals));
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

/**
 * @param {Totals} totals
 * @param {Totals} more
 */
function add(totals, more) {
  totals.passed += more.passed;
  totals.failed += more.failed;
  totals.skipped += more.skipped;
}

/**
 * @param {string} file left by the reporter
 * @param {number} code jest's exit code
 * @returns {Promise<Totals>} a run that ended badly without naming a failure counts as one
 */
export async function readTotals(file, code) {
  /** @type {Totals} */
  const totals = await readFile(file, 'utf8').then(JSON.parse, () => ({
    passed: 0,
    failed: 0,
    skipped: 0,
  }));
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

/** @param {Totals} totals */
export function totalLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}
