import type { CellResult } from './play-cell.js';

const longestQuote = 60;

/** The cells as a markdown table. */
export function describeCells(results: readonly CellResult[]): string {
  const head = ['cell', 'longest silence, ms', 'the call', 'turns on record', 'said', 'misses'];
  const rows = results.map(({ cell, silenceMs, ending, recorded, said, texts, breaches }) => [
    cell,
    silenceMs,
    texts > 0 ? `${ending}, with a text` : ending,
    recorded,
    said.map(quoted).join(' · '),
    breaches.join('; '),
  ]);
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function quoted(text: string): string {
  const line = text.replaceAll('|', '/').replace(/\s+/g, ' ');
  return line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line || '(nothing)';
}
