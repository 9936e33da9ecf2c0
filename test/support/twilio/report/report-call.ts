import { audibleStretches } from '../../audio/index.js';
import type { CallSetting } from '../call-setting.js';
import { type CallFacts, type CallReport, createReport } from './call-report.js';
import { measureTurns, playbackGaps } from './measure-turns.js';

export type CallEnd = Pick<CallFacts, 'outcome' | 'endedBy' | 'durationMs' | 'longestQueueMs'>;

/** Measures a call from what was said, played and noted. */
export function reportCall(
  { call, caller, line, timeline }: CallSetting,
  end: CallEnd,
): CallReport {
  const callerAudio = Buffer.concat(line.callerFrames);
  const tutorAudio = Buffer.concat(line.tutorFrames);
  const audible = audibleStretches(tutorAudio);
  const gaps = playbackGaps(line.played, timeline.events);
  const { played } = line;
  const { arrivalsMs } = timeline;
  return createReport({
    ...end,
    callSid: call.callSid,
    timeline: timeline.events.toSorted((a, b) => a.atMs - b.atMs),
    turns: measureTurns({ turns: caller.turns, played, audible, arrivalsMs, gaps }),
    gaps,
    firstHeardMs: audible[0]?.startMs ?? null,
    lateness: latenessOf(line.latenessMs),
    callerAudio,
    tutorAudio,
  });
}

function latenessOf(latenessMs: readonly number[]): CallFacts['lateness'] {
  const sorted = latenessMs.toSorted((a, b) => a - b);
  return {
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    worstMs: sorted.at(-1) ?? 0,
  };
}
