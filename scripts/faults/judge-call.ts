import { audibleStretches, type Stretch } from '../../test/support/audio/index.js';
import type { RecordedTurn } from '../../test/support/server/recorded-turns.js';
import type { CallReport } from '../../test/support/twilio/index.js';

/** Longer silences need an explanation; ms. */
export const bearableSilenceMs = 2500;
/** Shorter sounds are no answer. */
const shortestAnswerMs = 200;

/** How the tutor's silence and speech followed what the caller said. */
export interface HeardTurn {
  readonly label: string;
  /** The longest stretch without a sound from the caller's last word to the tutor's last. */
  readonly silenceMs: number;
  /** How long the tutor was audible, fillers included. */
  readonly spokenMs: number;
}

export type CallEnding = 'goes on' | 'ends kindly' | 'ends unkindly' | 'falls silent';

/**
 * Each of the caller's turns as it was heard. A filler is audible, so it parts a silence in two; what
 * follows the tutor's last word is the caller's own silence. A turn without any answer is one silence.
 */
export function heardTurns({
  turns,
  tutorAudio,
  durationMs,
}: Pick<CallReport, 'turns' | 'tutorAudio' | 'durationMs'>): HeardTurn[] {
  const audible = audibleStretches(tutorAudio);
  return turns.map(({ label, speechEndedMs }, index) => {
    const untilMs = turns[index + 1]?.speechStartedMs ?? durationMs;
    const heard = within(audible, { startMs: speechEndedMs, endMs: untilMs });
    const spokenMs = heard.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    const silenceMs = longestSilence(heard, speechEndedMs) ?? untilMs - speechEndedMs;
    return { label, spokenMs, silenceMs: Math.round(silenceMs) };
  });
}

/** How the call went, of a caller who meant to take `meant` turns. */
export function endingOf(
  { endedBy }: Pick<CallReport, 'endedBy'>,
  turns: readonly HeardTurn[],
  meant: number,
): CallEnding {
  const last = turns.at(-1);
  const wasAnswered = last !== undefined && last.spokenMs >= shortestAnswerMs;
  if (endedBy === 'tutor') return wasAnswered ? 'ends kindly' : 'ends unkindly';
  return wasAnswered && turns.length === meant ? 'goes on' : 'falls silent';
}

/**
 * The turns that were answered and are not in the records. `words` are what the caller said, turn by turn;
 * null where they may have been misheard, so that only a record of something counts.
 */
export function unrecorded(
  turns: readonly HeardTurn[],
  words: readonly (string | null)[],
  rows: readonly RecordedTurn[],
): string[] {
  const left = rows.filter(
    ({ interaction_type: type, emotional_data: shown }) =>
      type === 'turn_metrics' && !('silence_step' in shown),
  );
  return turns.flatMap(({ label, spokenMs }, index) => {
    if (spokenMs < shortestAnswerMs) return [];
    const said = words[index] ?? null;
    const at = left.findIndex(({ user_input: input }) => said === null || input === said);
    if (at === -1) return [label];
    left.splice(0, at + 1);
    return [];
  });
}

function within(audible: readonly Stretch[], { startMs, endMs }: Stretch): Stretch[] {
  return audible
    .filter((stretch) => stretch.endMs > startMs && stretch.startMs < endMs)
    .map((stretch) => ({
      startMs: Math.max(startMs, stretch.startMs),
      endMs: Math.min(endMs, stretch.endMs),
    }));
}

/** From `fromMs` to the last sound; undefined when there was none. */
function longestSilence(heard: readonly Stretch[], fromMs: number): number | undefined {
  if (heard.length === 0) return undefined;
  return Math.max(
    ...heard.map(({ startMs }, index) => startMs - (heard[index - 1]?.endMs ?? fromMs)),
  );
}
