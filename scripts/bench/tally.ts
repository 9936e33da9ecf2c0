import { summarise, type LatencySummary } from '../support/latency-table.js';
import type { Verdict } from './judge.js';
import { pausesMs, type SceneKind } from './scenes.js';

/** How often something happened, of how often it could have. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** Turns that were answered too early, of those with this pause. */
export interface CutOffs extends Share {
  readonly pauseMs: number;
}

/** The whole of a run in figures; times in ms. */
export interface Tally {
  readonly latencies: readonly LatencySummary[];
  /** Sentences and short answers, by the pause inside them. */
  readonly cutOffs: readonly CutOffs[];
  /** Numbers counted out. */
  readonly countingCutOffs: readonly CutOffs[];
  /** Replies prepared in vain, of turns answered. */
  readonly wastedReplies: Share;
  readonly unanswered: Share;
  readonly falseInterruptions: Share;
  readonly missedInterruptions: Share;
  readonly staleReplies: Share;
  readonly historyErrors: Share;
}

/** Slower than this, the caller was not stopped for. */
const missedAfterMs = 1500;

export function tally(verdicts: readonly Verdict[]): Tally {
  const of = (kind: SceneKind): Verdict[] => verdicts.filter(({ scene }) => scene.kind === kind);
  const plain = verdicts.filter(({ scene }) => scene.into === null);
  const bargeIns = into(of('barge-in'));
  const sounds = into(of('sound'));
  const history = bargeIns.flatMap(({ historyError }) => historyError ?? []);
  return {
    latencies: latencies(of('sentence'), of('short'), bargeIns, sounds),
    cutOffs: cutOffs(plain.filter(({ scene }) => scene.kind !== 'counting')),
    countingCutOffs: cutOffs(of('counting')),
    wastedReplies: waste(plain),
    unanswered: share(plain, ({ totalMs }) => totalMs === null),
    falseInterruptions: share(sounds, ({ cut }) => cut),
    missedInterruptions: share(
      bargeIns,
      ({ stoppedAfterMs, cut }) => !cut || (stoppedAfterMs ?? Infinity) > missedAfterMs,
    ),
    staleReplies: share(bargeIns, ({ staleMs }) => staleMs > 0),
    historyErrors: share(history, (clauses) => clauses > 0),
  };
}

function cutOffs(verdicts: readonly Verdict[]): CutOffs[] {
  return [0, ...pausesMs].map((pauseMs) => {
    const turns = verdicts.filter(({ scene }) => scene.pauseMs === pauseMs);
    return { pauseMs, ...share(turns, ({ cutOff }) => cutOff) };
  });
}

type Into = NonNullable<Verdict['interruption']>;

function into(verdicts: readonly Verdict[]): Into[] {
  return verdicts.flatMap(({ interruption }) => interruption ?? []);
}

function share<T>(items: readonly T[], is: (item: T) => boolean): Share {
  return { count: items.filter(is).length, of: items.length };
}

function waste(verdicts: readonly Verdict[]): Share {
  const rows = verdicts.flatMap(({ row }) => row ?? []);
  const count = rows.reduce((sum, row) => sum + (row.wasted_replies ?? 0), 0);
  return { count, of: rows.length };
}

function latencies(
  sentences: readonly Verdict[],
  shorts: readonly Verdict[],
  bargeIns: readonly Into[],
  sounds: readonly Into[],
): LatencySummary[] {
  const rows = sentences.flatMap(({ row }) => row ?? []);
  const heard = (verdicts: readonly Verdict[]): number[] =>
    verdicts.flatMap(({ totalMs, cutOff }) => (cutOff ? [] : (totalMs ?? [])));
  return [
    { name: 'complete sentence, as heard', values: heard(sentences) },
    { name: 'complete sentence, recorded', values: rows.flatMap((row) => row.total_ms ?? []) },
    { name: 'added by the server', values: rows.flatMap((row) => addedMs(row) ?? []) },
    { name: 'short answer, as heard', values: heard(shorts) },
    {
      name: 'barge-in: speech to silence',
      values: bargeIns.flatMap(({ stoppedAfterMs }) => stoppedAfterMs ?? []),
    },
    {
      name: 'false alarm: sound to reply',
      values: sounds.flatMap(({ resumedAfterMs }) => resumedAfterMs ?? []),
    },
  ].map(summarise);
}

/** What the caller waited beyond the wait for the turn's end and the providers' chain, whichever is longer. */
function addedMs(row: NonNullable<Verdict['row']>): number | null {
  const { asr_ms: asr, llm_ms: llm, tts_ms: tts, total_ms: total, endpoint_ms: endpoint } = row;
  if (asr === null || llm === null || tts === null || total === null) return null;
  return total - Math.max(endpoint ?? 0, asr + llm + tts);
}
