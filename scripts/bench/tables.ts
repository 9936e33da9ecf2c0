import { bearablePauseMs } from './scenes.js';
import type { SweepPoint } from './endpointing-plot.js';
import type { Share, Tally } from './tally.js';

/** A run in figures, and how far to trust them. */
export interface Run extends Tally {
  readonly scenes: number;
  readonly judged: number;
  readonly lanes: number;
  /** Holes inside replies that no clear explains. */
  readonly gaps: number;
  /** What Twilio would have logged about the server. */
  readonly problems: number;
  /** How late the simulator was with its frames. */
  readonly latenessMs: number;
  readonly latenessP99Ms: number;
}

/** The run as markdown. */
export function describeRun(run: Run, circumstances: string): string {
  const shares: [string, Share][] = [
    ['replies prepared in vain', run.wastedReplies],
    ['turns never answered', run.unanswered],
    ['replies ended by a cough, "mm-hm" or "okay"', run.falseInterruptions],
    ['interruptions missed', run.missedInterruptions],
    ['replies heard again after a clear', run.staleReplies],
    ['cut replies whose record is not what was played', run.historyErrors],
  ];
  return [
    `${run.judged} scenes, ${run.lanes} calls at once; ${circumstances}; the simulator was late by ` +
      `${Math.round(run.latenessP99Ms)} ms at p99, ${Math.round(run.latenessMs)} ms at worst.`,
    table(
      ['ms', 'turns', 'p50', 'p95', 'p99'],
      run.latencies.map(({ name, count, p50, p95, p99 }) => [name, count, p50, p95, p99]),
    ),
    table(
      ['pause inside the turn, ms', 'sentences', 'cut off per 100', 'counted out', 'per 100'],
      run.cutOffs.map(({ pauseMs, ...share }, at) => {
        const counting = run.countingCutOffs[at] ?? { of: 0, count: 0 };
        return [pauseMs, share.of, per100(share), counting.of, per100(counting)];
      }),
    ),
    table(
      ['', 'of', 'count', 'per 100'],
      [
        ...shares.map(([name, share]) => [name, share.of, share.count, per100(share)]),
        ['gaps inside replies', null, run.gaps, null],
        ['complaints Twilio would log', null, run.problems, null],
      ],
    ),
  ].join('\n\n');
}

/** One point of the curve: what a minimum wait costs, and what it spares. */
export function sweepPoint(waitMs: number, run: Run): SweepPoint {
  const [heard] = run.latencies;
  const short = run.latencies.find(({ name }) => name.startsWith('short'));
  const sum = (bearable: boolean): number | null => {
    const shares = run.cutOffs.filter(
      ({ pauseMs }) => pauseMs > 0 && pauseMs <= bearablePauseMs === bearable,
    );
    const of = shares.reduce((total, share) => total + share.of, 0);
    return per100({ of, count: shares.reduce((total, share) => total + share.count, 0) });
  };
  return {
    waitMs,
    delayP50Ms: heard?.p50 ?? 0,
    delayP95Ms: heard?.p95 ?? 0,
    shortP50Ms: short?.p50 ?? null,
    cutOffsPer100: sum(true) ?? 0,
    cutOffsOfLongPer100: sum(false) ?? 0,
  };
}

/** The curve as markdown. */
export function describeSweep(points: readonly SweepPoint[], circumstances: string): string {
  const head = [
    '`ENDPOINT_MIN_MS`',
    'delay p50',
    'delay p95',
    'short answer p50',
    `cut off per 100, pauses to ${bearablePauseMs} ms`,
    'longer pauses',
  ];
  const rows = points.map((point) => [
    point.waitMs,
    point.delayP50Ms,
    point.delayP95Ms,
    point.shortP50Ms,
    point.cutOffsPer100,
    point.cutOffsOfLongPer100,
  ]);
  return [`${circumstances}.`, table(head, rows)].join('\n\n');
}

function per100({ count, of }: Share): number | null {
  return of === 0 ? null : Math.round((1000 * count) / of) / 10;
}

function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const line = (cells: readonly (string | number | null)[]): string =>
    `| ${cells.map((cell) => cell ?? '–').join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
