import { withoutHesitations } from './hesitations.js';
import { soundAlikes } from './number-lexicon.js';
import { readNumber } from './read-number.js';

/** Words that come with an answer and say nothing. */
const fillers = new Set(
  (
    'okay ok so well maybe please teacher sir madam yes ' +
    "i think it is it's its that's the answer equals"
  ).split(' '),
);

/** Behind these, or before those, "one" is no number. */
const pronounBefore = new Set(['the', 'this', 'that', 'which', 'each', 'every', 'any', 'next']);
const pronounAfter = new Set(['more', 'moment', 'minute', 'second', 'time', 'of']);

/**
 * The number a learner said, out of a recogniser's text: in digits or words, within a sentence, the
 * last one when they corrected themselves. Null when there is none.
 */
export function heardNumber(text: string): number | null {
  const words = wordsOf(text);
  const reason = words.indexOf('because');
  const answer = lastNumber(reason < 0 ? words : words.slice(0, reason)) ?? lastNumber(words);
  return answer ?? soundAlike(words);
}

/** Whether the words are numbers and nothing else, such as somebody says who counts. */
export function isOnlyNumbers(text: string): boolean {
  const words = wordsOf(text).filter((word) => !fillers.has(word));
  for (let at = 0; at < words.length;) {
    const read = readNumber(words, at);
    if (!read) return false;
    at = read.next;
  }
  return words.length > 0;
}

function lastNumber(words: readonly string[]): number | null {
  let last: number | null = null;
  for (let at = 0; at < words.length;) {
    const read = readNumber(words, at);
    if (read && !isPronoun(words, at, read.next) && words[at - 1] !== 'not') last = read.value;
    at = read?.next ?? at + 1;
  }
  return last;
}

function isPronoun(words: readonly string[], at: number, next: number): boolean {
  if (words[at] !== 'one' || next !== at + 1) return false;
  return pronounBefore.has(words[at - 1] ?? '') || pronounAfter.has(words[next] ?? '');
}

/** "For." is four when nothing else was said. */
function soundAlike(words: readonly string[]): number | null {
  const telling = words.filter((word) => !fillers.has(word));
  const [only = ''] = telling.length > 0 ? telling : words.slice(-1);
  return telling.length > 1 ? null : (soundAlikes.get(only) ?? null);
}

const vulgarFractions: Readonly<Record<string, string>> = {
  '½': ' and 1/2 ',
  '⅓': ' and 1/3 ',
  '⅔': ' and 2/3 ',
  '¼': ' and 1/4 ',
  '¾': ' and 3/4 ',
};

/** Lower-case words that say something, numbers without thousands separators, and slashes between numbers. */
function wordsOf(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[½⅓⅔¼¾]/g, (sign) => vulgarFractions[sign] ?? sign)
    .replace(/[−–]/g, '-')
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1');
  return withoutHesitations(
    plain.match(/(?<!\S)-\d+(?:\.\d+)?|\d+(?:\.\d+)?|[a-z]+(?:'[a-z]+)?|\//g) ?? [],
  );
}
