import type { Fit } from '../../tutor/index.js';
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
export type Ending = 'finished' | 'counting' | 'unfinished';

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
  /** What the words are to the question that was asked. */
  readonly fit: Fit;
  /** How finished it sounds, 0 to 1; null when nobody listened for that. */
  readonly completion: number | null;
  /** How long this caller pauses inside a sentence; null when they have not yet. */
  readonly usualPauseMs: number | null;
}

/** Below this chance the voice sounds as if it goes on, the more so the lower it is. */
const soundsOpen = 0.5;
/** So many words are an answer in themselves, whatever the voice does. */
const shortAnswerWords = 2;
/** A caller who pauses is given a little more than their usual pause. */
const pauseMargin = 1.25;

/** How much of the way from the shortest to the longest wait each evidence goes. */
const shareOf = { finished: 0, perhaps: 0.5, openVoice: 0.5, counting: 0.75, unfinished: 1 };

/**
 * How long after the end of speech the turn is over, in ms, between the minimum and the maximum. What the
 * tutor waited for is answered at once. Else the words, the voice and the caller each ask for their time,
 * and the longest is given; a beginner has more of it.
 */
export function waitAfter(evidence: Evidence, policy: TurnPolicy): number {
  const { minWaitMs, maxWaitMs } = policy;
  const { fit } = evidence;
  if (policy.usesWords && fit.answer === 'whole') return minWaitMs;
  const words = policy.usesWords ? wordShare(evidence) : shareOf.finished;
  const isShort =
    policy.usesWords && wordsOf(evidence.text.toLowerCase()).length <= shortAnswerWords;
  const share = isShort ? words : Math.max(words, voiceShare(evidence.completion));
  const weighedMs = minWaitMs + share * (maxWaitMs - minWaitMs);
  if (!policy.usesCaller) return weighedMs;
  const pauseMs = isShort ? 0 : (evidence.usualPauseMs ?? 0) * pauseMargin;
  return Math.min(maxWaitMs, Math.max(weighedMs * fit.patience, pauseMs));
}

function wordShare({ text, fit }: Evidence): number {
  if (fit.answer === 'beginning') return shareOf.unfinished;
  return Math.max(shareOf[endingOf(text)], fit.answer === 'perhaps' ? shareOf.perhaps : 0);
}

function voiceShare(completion: number | null): number {
  const openness = completion === null ? 0 : Math.max(0, 1 - completion / soundsOpen);
  return openness * shareOf.openVoice;
}
