import { redact } from '../../src/redaction/index.js';

const pieces = [
  ...[
    '7 ',
    '4-',
    '0',
    '+1',
    '+1 ',
    'a.a@',
    'a@a.',
    'seven ',
    'a dot ',
    'double plus ',
    'a',
    ' ',
    '0788123456 ',
  ],
  ...[
    '+33612345678 ',
    'zero zero three three ',
    'one hundred ',
    '4111 ',
    '1199 8',
    'a at gmail ',
    'call 1234567 ',
  ],
];
const bytes = 100_000;
const rounds = 5;

/** The quickest and the slowest of many texts of 100 kB that repeat one piece; best of five rounds. */
export function hostileTimes(): string {
  const times = pieces.map((piece) => {
    const text = piece.repeat(Math.ceil(bytes / piece.length));
    const ms = Math.min(...Array.from({ length: rounds }, () => timed(text)));
    return { piece, ms };
  });
  times.sort((first, second) => first.ms - second.ms);
  const [quickest, slowest] = [times[0], times.at(-1)];
  return `${quickest?.ms.toFixed(1) ?? '?'} to ${slowest?.ms.toFixed(1) ?? '?'} ms (slowest: "${slowest?.piece ?? ''}")`;
}

function timed(text: string): number {
  const before = performance.now();
  redact(text);
  return performance.now() - before;
}
