import type { CellResult } from './play-cell.js';

const longestQuote = 60;

/** The cells as a markdown table. */
export function describeCells(results: readonly CellResult[]): string {
  const head = [
    'cell',
    'longest silence, ms',
    'simulator late by, ms',
    'the call',
    'turns on record',
    'said',
    'misses',
  ];
  const rows = results.map((result) => [
    result.cell,
    result.silenceMs,
    result.latenessMs,
    result.texts > 0 ? `${result.ending}, with a text` : result.ending,
    result.recorded,
    result.said.map(quoted).join(' · '),
    result.breaches.join('; '),
  ]);
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function quoted(text: string): string {
  const line = text.replaceAll('|', '/').replace(/\s+/g, ' ');
  return line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line || '(nothing)';
}
