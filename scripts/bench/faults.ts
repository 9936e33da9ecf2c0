import type { CallReport } from '../../test/support/twilio/index.js';
import { gapsIn, type Interruption, type Verdict } from './judge.js';
import { bearablePauseMs } from './scenes.js';

/** Slower than these is told; ms. */
const lateAnswerMs = 1100;
const lateSilenceMs = 300;
const lateResumeMs = 1000;

/** The turns that went wrong, a line each, with the call to look for in the log. */
export function describeFaults(
  verdicts: readonly Verdict[],
  reports: readonly CallReport[],
): string {
  const turns = verdicts.flatMap((verdict) =>
    faultsOf(verdict).map((fault) => `${nameOf(verdict)}: ${fault}`),
  );
  const gaps = reports.flatMap((report) =>
    gapsIn(report).map(
      ({ startMs, durationMs }) =>
        `${report.callSid} a gap of ${Math.round(durationMs)} ms, ${Math.round(startMs)} ms into the call`,
    ),
  );
  return [...turns, ...gaps].join('\n');
}

function nameOf({ scene, callSid }: Verdict): string {
  const pause = scene.pauseMs > 0 ? `, pause of ${scene.pauseMs} ms` : '';
  return `${callSid} ${scene.kind} "${scene.utterance.text}" (${scene.condition}${pause})`;
}

function faultsOf(verdict: Verdict): string[] {
  const { scene, interruption } = verdict;
  if (!scene.into) return [...plainFaults(verdict)];
  if (!interruption) return [];
  const own = scene.kind === 'sound' ? soundFaults(interruption) : bargeInFaults(interruption);
  return [...own, ...replyFaults(interruption)];
}

function* plainFaults({ scene, totalMs, cutOff }: Verdict): Generator<string> {
  if (cutOff && scene.pauseMs <= bearablePauseMs) yield 'cut off';
  if (totalMs === null) yield 'not answered';
  else if (scene.pauseMs === 0 && totalMs > lateAnswerMs) yield `answered after ${totalMs} ms`;
}

function* bargeInFaults({ cut, stoppedAfterMs }: Interruption): Generator<string> {
  if (!cut) yield 'did not take the turn';
  if (stoppedAfterMs === null) yield 'the reply played on';
  else if (stoppedAfterMs > lateSilenceMs) yield `silent after ${stoppedAfterMs} ms`;
}

function* soundFaults({ cut, resumedAfterMs }: Interruption): Generator<string> {
  if (cut) yield 'ended the reply';
  if (resumedAfterMs !== null && resumedAfterMs > lateResumeMs)
    yield `the reply went on after ${resumedAfterMs} ms`;
}

function* replyFaults({ staleMs, historyError }: Interruption): Generator<string> {
  if (staleMs > 0) yield `${staleMs} ms of the old reply after the clear`;
  if (historyError) yield `${historyError} clauses of history wrong`;
}
