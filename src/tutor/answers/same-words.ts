import { speakable } from '../speakable/speakable.js';
import { withoutHesitations } from './hesitations.js';

const contractions: readonly (readonly [RegExp, string])[] = [
  [/\bcan't\b|\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/\blet's\b/g, 'let us'],
  [/'m\b/g, ' am'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/\b(it|he|she|that|there|what|where|who)'s\b/g, '$1 is'],
];

const articles = new Set(['a', 'an', 'the']);

/** Words this long may differ by a letter: recognisers spell "practised" in two ways. */
const LENIENT_LENGTH = 6;

/**
 * The words of `expected` that are missing from what was said, in order. Case, punctuation, articles,
 * contractions, digits and whatever was said beside it do not matter.
 */
export function missedWords(expected: string, said: string): readonly string[] {
  const wanted = wordsOf(expected);
  const heard = wordsOf(said);
  const matched = longestMatch(wanted, heard);
  return wanted.filter((_, at) => !matched.has(at));
}

/** Whether what was said are the first words of `expected`, and not yet all of them. */
export function isBeginningOf(expected: string, said: string): boolean {
  const wanted = wordsOf(expected);
  const heard = wordsOf(said);
  return (
    heard.length > 0 &&
    heard.length < wanted.length &&
    heard.every((word, at) => sounds(word, wanted[at] ?? ''))
  );
}

/** How many words of the sentence count. */
export function countWords(text: string): number {
  return wordsOf(text).length;
}

function wordsOf(text: string): readonly string[] {
  const plain = contractions.reduce(
    (rest, [pattern, full]) => rest.replace(pattern, full),
    speakable(text).toLowerCase(),
  );
  const words = plain.match(/\p{L}+(?:'\p{L}+)?/gu) ?? [];
  return withoutHesitations(words).filter((word) => !articles.has(word));
}

/** Indices in `wanted` of the longest run of words found in `heard` in the same order. */
function longestMatch(wanted: readonly string[], heard: readonly string[]): ReadonlySet<number> {
  let best: readonly (readonly number[])[] = Array.from({ length: heard.length + 1 }, () => []);
  for (const [at, word] of wanted.entries()) {
    const row: (readonly number[])[] = [[]];
    for (const [index, other] of heard.entries()) {
      const extended = sounds(word, other) ? [...(best[index] ?? []), at] : [];
      row.push(longest(extended, row[index] ?? [], best[index + 1] ?? []));
    }
    best = row;
  }
  return new Set(best.at(-1));
}

function longest(...lists: readonly (readonly number[])[]): readonly number[] {
  return lists.reduce((best, list) => (list.length > best.length ? list : best));
}

function sounds(word: string, other: string): boolean {
  if (word === other) return true;
  return Math.min(word.length, other.length) >= LENIENT_LENGTH && differByOneLetter(word, other);
}

/** One letter changed, added or left out. */
function differByOneLetter(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  const rest = short.length === long.length ? at + 1 : at;
  return short.slice(rest) === long.slice(at + 1);
}
