import type { TurnPolicy } from './policy.js';

/** Words that nobody ends a thought on. */
const openWords = new Set(
  (
    "a an and are as at because but by for from if in into is it's its my near need of on or plus " +
    "minus so than that the their then think times to um uh uhm er erm hmm want was went were what's " +
    'when which with your'
  ).split(' '),
);

const fillers = /^(?:um+|uh+|uhm|erm?|h+mm*|well|so|let me (?:think|see))$/;
const trailsOff = /(?:\.\.\.|…|[-–,])$/;

const numbers = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve'
    .split(' ')
    .map((word, value) => [word, value] as const),
);

/** How the words sound: like a thought that is over, one that goes on, or numbers being counted out. */
export type Ending = 'finished' | 'unfinished' | 'counting';

export function endingOf(text: string): Ending {
  const trimmed = text.trim().toLowerCase();
  if (trailsOff.test(trimmed)) return 'unfinished';
  const words = wordsOf(trimmed);
  if (openWords.has(words.at(-1) ?? '') || fillers.test(words.join(' '))) return 'unfinished';
  return isCounting(words) ? 'counting' : 'finished';
}

function wordsOf(text: string): string[] {
  return text
    .replace(/[^\p{L}\p{N}'\s]/gu, ' ')
    .split(/\s+/)
    .filter(Boolean);
}

/** "One, two, three" or "two, four": at least two numbers in a row, each larger than the one before. */
function isCounting(words: readonly string[]): boolean {
  const values = words.slice(-3).map((word) => numbers.get(word) ?? Number(word));
  return (
    values.length > 1 && values.every((value, at) => at === 0 || value > (values[at - 1] ?? NaN))
  );
}

/** What is known about whether the caller has finished. */
export interface Evidence {
  readonly text: string;
  /** How finished it sounds, 0 to 1; null when nobody listened for that. */
  readonly completion: number | null;
  /** How long this caller pauses inside a sentence; null when they have not yet. */
  readonly usualPauseMs: number | null;
}

/** Below this chance the voice sounds as if it goes on. */
const soundsOpen = 0.5;
/** So many words are an answer in themselves, whatever the voice does. */
const shortAnswerWords = 2;
/** A caller who pauses is given a little more than their usual pause. */
const pauseMargin = 1.25;

/**
 * How long after the end of speech the turn is over, in ms, between the minimum and the maximum. Words
 * that cannot be the end take the whole wait, counting and a voice that stays up take half of it; a
 * caller who is known to pause is given their time, but not for a short answer.
 */
export function waitAfter(
  { text, completion, usualPauseMs }: Evidence,
  policy: TurnPolicy,
): number {
  const { minWaitMs, maxWaitMs } = policy;
  const ending = policy.usesWords ? endingOf(text) : 'finished';
  if (ending === 'unfinished') return maxWaitMs;
  const halfMs = (minWaitMs + maxWaitMs) / 2;
  if (ending === 'counting') return halfMs;
  const isShort = policy.usesWords && wordsOf(text.toLowerCase()).length <= shortAnswerWords;
  if (isShort) return minWaitMs;
  const soundMs = completion !== null && completion < soundsOpen ? halfMs : minWaitMs;
  const callerMs = policy.usesCaller && usualPauseMs !== null ? usualPauseMs * pauseMargin : 0;
  return Math.min(maxWaitMs, Math.max(soundMs, callerMs));
}
