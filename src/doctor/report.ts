import { styleText } from 'node:util';
import type { Finding, Verdict } from './finding.js';

const signs = { ok: '✓', skipped: '–', warning: '!', fault: '✗' } as const;
const colours = { ok: 'green', skipped: 'gray', warning: 'yellow', fault: 'red' } as const;
const order = ['fault', 'warning', 'skipped', 'ok'] as const;

/** 0 when all is well, 1 when something deserves attention, 2 when something does not work. */
export function exitCode(findings: readonly Finding[]): 0 | 1 | 2 {
  const worst = worstOf(findings);
  if (worst === 'fault') return 2;
  return worst === 'warning' ? 1 : 0;
}

/** A line for each finding and one for the whole. Colours only where `inColour` says so. */
export function asTable(findings: readonly Finding[], inColour: boolean): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const paint = (verdict: Verdict, text: string): string =>
    inColour ? styleText(colours[verdict], text, { validateStream: false }) : text;
  const lines = findings.map(
    ({ subject, verdict, message }) =>
      `${paint(verdict, signs[verdict])} ${subject.padEnd(width)}  ${message}`,
  );
  return [...lines, '', paint(worstOf(findings), summary(findings))].join('\n');
}

/** `{"status":"ok"|"warning"|"fault","findings":[…]}` */
export function asJson(findings: readonly Finding[]): string {
  const status = (['ok', 'warning', 'fault'] as const)[exitCode(findings)];
  return JSON.stringify({ status, findings }, null, 2);
}

function worstOf(findings: readonly Finding[]): Verdict {
  const verdicts = new Set(findings.map(({ verdict }) => verdict));
  const worst = order.find((verdict) => verdicts.has(verdict)) ?? 'ok';
  return worst === 'skipped' ? 'ok' : worst;
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const parts = [
    [count('fault'), 'to mend'],
    [count('warning'), 'to keep in mind'],
    [count('skipped'), 'not looked at'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  const verdict = worstOf(findings) === 'ok' ? 'All is well' : 'Not all is well';
  return told.length === 0 ? `${verdict}.` : `${verdict}: ${told.join(', ')}.`;
}
