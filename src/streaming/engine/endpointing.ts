import type { TurnPolicy } from './policy.js';

/** Words that nobody ends a thought on. */
const unfinished = new Set(
  (
    "a an and as at because but by for from if in is it's its my of on or so than that the then to " +
    'um uh uhm er erm hmm was were when which with'
  ).split(' '),
);

const fillers = /^(?:um+|uh+|uhm|erm?|h+mm*|well|so|let me (?:think|see))$/;

/** Says whether the words sound finished: not a trailing "and", an article, a filler, or dots. */
export function soundsFinished(text: string): boolean {
  const trimmed = text.trim().toLowerCase();
  if (/(?:\.\.\.|…|[-–,])$/.test(trimmed)) return false;
  const words = trimmed.replace(/[^\p{L}\p{N}'\s]/gu, '').split(/\s+/);
  const last = words.at(-1) ?? '';
  return !unfinished.has(last) && !fillers.test(words.join(' '));
}

/** How long after the end of speech the turn is over, in ms. */
export function waitAfter(text: string, policy: TurnPolicy): number {
  return soundsFinished(text) ? policy.minWaitMs : policy.maxWaitMs;
}
