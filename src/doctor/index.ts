export { diagnose, type Configure, type Machine } from './diagnose.js';
export type { Finding, Verdict } from './finding.js';
export { asJson, asTable, exitCode } from './report.js';
