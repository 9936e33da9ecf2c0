import type { DistantLine } from './distant-line.js';

/** A clause whose audio is `bytes` times the byte `id`, and what became of it at the line. */
export interface PlayedClause {
  readonly id: number;
  /** Played from its first byte to its last without a break. */
  readonly complete: boolean;
  /** What was missing of it at the best try, in ms. */
  readonly missingMs: number;
  /** From its end to the next clear, in ms; Infinity when none came. */
  readonly endedBeforeClearMs: number;
}

interface Run {
  readonly id: number;
  readonly bytes: number;
  readonly endByte: number;
}

/** Compares what the ear received with how long each clause is, in bytes by id. */
export function playedClauses(
  line: DistantLine,
  lengths: ReadonlyMap<number, number>,
  ids: readonly number[],
): PlayedClause[] {
  const runs = runsOf(line);
  return ids.map((id) => {
    const length = lengths.get(id) ?? 0;
    const own = runs.filter((run) => run.id === id);
    const missing = length - Math.max(0, ...own.map(({ bytes }) => bytes));
    const ended = own.find(({ bytes }) => bytes >= length);
    return {
      id,
      complete: ended !== undefined,
      missingMs: missing / 8,
      endedBeforeClearMs: ended ? untilClear(line, ended.endByte) : Infinity,
    };
  });
}

/** Stretches of the same byte; a clear ends one, for what is resumed begins anew. */
function runsOf({ played, events }: DistantLine): Run[] {
  const cuts = new Set(
    events.flatMap(({ type, playedBytes }) => (type === 'clear' ? playedBytes : [])),
  );
  const runs: Run[] = [];
  let startByte = 0;
  for (let at = 1; at <= played.length; at++) {
    const id = played[startByte] ?? 0;
    if (played[at] === id && !cuts.has(at)) continue;
    runs.push({ id, bytes: at - startByte, endByte: at });
    startByte = at;
  }
  return runs;
}

function untilClear({ events }: DistantLine, endByte: number): number {
  const end = events.findIndex(
    ({ type, playedBytes }) => type === 'mark' && playedBytes === endByte,
  );
  const clear = events.slice(end).find(({ type }) => type === 'clear');
  return clear ? clear.atMs - (events[end]?.atMs ?? -Infinity) : Infinity;
}
