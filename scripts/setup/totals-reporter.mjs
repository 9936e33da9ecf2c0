// @ts-check
import { writeFileSync } from 'node:fs';

/** Leaves jest's counts in the file that TEST_TOTALS_FILE names. */
export default class TotalsReporter {
  /**
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    const totals = {
      passed: results.numPassedTests,
      // A file of tests that cannot even be loaded is one failure.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    writeFileSync(process.env['TEST_TOTALS_FILE'] ?? '/dev/null', JSON.stringify(totals));
  }
}
