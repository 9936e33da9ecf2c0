import { f2, kinds, precision, recall, type Score } from './score.js';

/** One of those that are compared. */
export interface Contender {
  readonly name: string;
  readonly score: Score;
  /** Time of each text in microseconds. */
  readonly micros: readonly number[];
}

/** The figures of one contender as plain data. */
export function summarise({ name, score, micros }: Contender): object {
  return {
    name,
    kinds: Object.fromEntries(
      kinds.map((kind) => {
        const counts = score.byKind[kind];
        return [
          kind,
          { ...counts, precision: precision(counts), recall: recall(counts), f2: f2(counts) },
        ];
      }),
    ),
    lessons: score.lessons,
    microsP50: percentile(micros, 0.5),
    microsP95: percentile(micros, 0.95),
  };
}

/** A Markdown table of all contenders, side by side. */
export function describeScore(contenders: readonly Contender[]): string {
  const row = (name: string, cells: readonly string[]): string =>
    `| ${[name, ...cells].join(' | ')} |`;
  const each = (cell: (contender: Contender) => string): string[] => contenders.map(cell);
  return [
    row(
      '',
      each(({ name }) => name),
    ),
    row(
      '---',
      each(() => '---'),
    ),
    ...kinds.map((kind) =>
      row(
        `${kind} (${contenders[0]?.score.byKind[kind].labelled ?? 0}): recall, precision, F2`,
        each(({ score }) => {
          const counts = score.byKind[kind];
          return [recall(counts), precision(counts), f2(counts)]
            .map((x) => x.toFixed(4))
            .join(', ');
        }),
      ),
    ),
    ...['maths', 'talk'].map((topic) =>
      row(
        `${topic}: lines touched by mistake`,
        each(({ score }) => touched(score, topic)),
      ),
    ),
    row(
      'µs per utterance, p50 and p95',
      each(({ micros }) =>
        [0.5, 0.95].map((share) => percentile(micros, share).toFixed(0)).join(' and '),
      ),
    ),
  ].join('\n');
}

function touched({ lessons }: Score, topic: string): string {
  const { lines, touched: count } = lessons[topic] ?? { lines: 0, touched: 0 };
  return `${count} of ${lines} (${((100 * count) / Math.max(1, lines)).toFixed(2)} %)`;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((first, second) => first - second);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
