import { audibleStretches, type Stretch } from '../../test/support/audio/index.js';
import type { RecordedTurn } from '../../test/support/server/recorded-turns.js';
import type { CallReport } from '../../test/support/twilio/index.js';
import type { PlayedCall } from './place-calls.js';
import { questionText, type Scene } from './scenes.js';

/** What became of one scene. */
export interface Verdict {
  readonly scene: Scene;
  readonly callSid: string;
  /** Last word to first audible moment of the reply; null when it was not answered. */
  readonly totalMs: number | null;
  /** The tutor began to speak before the caller's last word. */
  readonly cutOff: boolean;
  /** For what came into a reply; null otherwise, or when the reply was over by then. */
  readonly interruption: Interruption | null;
  /** The server's row of a plain turn. */
  readonly row: RecordedTurn | null;
}

export interface Interruption {
  /** First word to silence; null when the reply played on. */
  readonly stoppedAfterMs: number | null;
  /** The reply was cut, by what the record says. */
  readonly cut: boolean;
  /** Tutor audio between the clear and the caller's last word, in ms. */
  readonly staleMs: number;
  /** From the end of a sound to the reply's next words; null when it never stopped or never went on. */
  readonly resumedAfterMs: number | null;
  /** Clauses on record more or less than were played to their end; null where it cannot be told. */
  readonly historyError: number | null;
}

/** A later answer is the reprompt of a tutor that heard nothing. */
const latestAnswerMs = 5000;
/** The frame that plays while the clear arrives. */
const frameMs = 20;

export function judge(
  { scenes, report }: PlayedCall,
  rows: readonly RecordedTurn[],
  clauses: readonly string[],
): Verdict[] {
  const ownRows = rows.filter(({ call_id: callSid }) => callSid === report.callSid);
  const questionRows = ownRows.filter(({ user_input: text }) => text === questionText);
  const audible = audibleStretches(report.tutorAudio);
  let questions = 0;
  return scenes.flatMap((scene) => {
    const turn = turnOf(report, scene.utterance.recording.label);
    const row = scene.into ? questionRows[questions++] : undefined;
    if (!turn) return [];
    const totalMs = turn.totalMs !== null && turn.totalMs < latestAnswerMs ? turn.totalMs : null;
    const during = audible.filter(
      ({ startMs }) => startMs > turn.speechStartedMs && startMs < turn.speechEndedMs,
    );
    return {
      scene,
      callSid: report.callSid,
      totalMs,
      cutOff: scene.into === null && during.length > 0,
      interruption: scene.into && row ? interruption(scene, report, row, clauses) : null,
      row: scene.into ? null : rowOf(ownRows, scene.utterance.text),
    };
  });
}

/** Holes inside replies: no clear explains them, and the caller was silent, so that no new reply came. */
export function gapsIn({ gaps, turns }: CallReport): CallReport['gaps'] {
  const spokeIn = ({ startMs, endMs }: Stretch): boolean =>
    turns.some((turn) => turn.speechStartedMs < endMs && turn.speechEndedMs > startMs);
  return gaps.filter((gap) => !gap.afterClear && !spokeIn(gap));
}

function turnOf(report: CallReport, label: string): CallReport['turns'][number] | undefined {
  return report.turns.find((turn) => turn.label === label);
}

function rowOf(rows: readonly RecordedTurn[], text: string): RecordedTurn | null {
  return rows.find((row) => row.user_input === text && row.total_ms !== null) ?? null;
}

function interruption(
  { utterance, into }: Scene,
  report: CallReport,
  row: RecordedTurn,
  clauses: readonly string[],
): Interruption | null {
  const turn = turnOf(report, utterance.recording.label);
  const question = turnOf(report, into?.question.recording.label ?? '');
  if (!turn || !question || !isPlayingAt(report, turn.speechStartedMs)) return null;
  const beganMs = turn.speechStartedMs - utterance.recording.speech.startMs;
  const clear = clearIn(report, { startMs: beganMs, endMs: turn.speechEndedMs + 1000 });
  const cut = row.interrupted;
  return {
    stoppedAfterMs: turn.bargeInMs,
    cut,
    staleMs: clear
      ? playedMs(report, { startMs: clear.atMs + frameMs, endMs: turn.speechEndedMs })
      : 0,
    resumedAfterMs: clear && !cut ? turn.totalMs : null,
    historyError: cut
      ? historyError(row, clauses, marksReached(report, question.speechEndedMs, clear))
      : null,
  };
}

type Clear = Extract<CallReport['timeline'][number], { type: 'clear' }>;

function clearIn(report: CallReport, { startMs, endMs }: Stretch): Clear | undefined {
  return report.timeline
    .filter((event) => event.type === 'clear')
    .find(({ atMs }) => atMs >= startMs && atMs < endMs);
}

/** How many marks were reached by playing; a clear returns those that were not. */
function marksReached(report: CallReport, fromMs: number, clear: Clear | undefined): number {
  return report.timeline.filter(
    ({ atMs, ...event }) =>
      event.type === 'mark' &&
      atMs > fromMs &&
      atMs <= (clear?.atMs ?? Infinity) &&
      clear?.marks.includes(event.name) !== true,
  ).length;
}

/** The tutor can be heard within the second around this moment. */
function isPlayingAt(report: CallReport, atMs: number): boolean {
  return playedMs(report, { startMs: atMs - 500, endMs: atMs + 20 }) > 0;
}

/** How much of a stretch holds tutor audio other than silence. */
function playedMs(report: CallReport, { startMs, endMs }: Stretch): number {
  if (endMs <= startMs) return 0;
  return audibleStretches(report.audioHeardBetween(startMs, endMs)).reduce(
    (sum, stretch) => sum + stretch.endMs - stretch.startMs,
    0,
  );
}

function historyError(
  row: RecordedTurn,
  clauses: readonly string[],
  clausesPlayed: number,
): number | null {
  for (let count = 0; count <= clauses.length; count++) {
    if (clauses.slice(0, count).join(' ') === row.ai_response) {
      return Math.abs(count - clausesPlayed);
    }
  }
  return null;
}
