import { withoutMarkup } from './markup.js';
import { spokenNumbers, spokenQuantities } from './spoken-quantities.js';

type Rule = readonly [pattern: RegExp, spoken: string];

/** Signs of arithmetic. A cross, a star or a dash is one only between numbers. */
const signs: readonly Rule[] = [
  [/(?<=[\d)])\s*[x×*·]\s*(?=[\d(])/gi, ' times '],
  [/\s*×\s*/g, ' times '],
  [/\s*÷\s*|(?<=\d)\s+\/\s+(?=\d)/g, ' divided by '],
  [/(?<=\d)–(?=\d)/g, ' to '],
  [/(?<=[\d)])\s*[-−]\s*(?=[\d(])|\s[−–]\s(?=\d)/g, ' minus '],
  [/(?<![\w.])[-−](?=\d)/g, 'minus '],
  [/\s*\+\s*/g, ' plus '],
  [/\s*≠\s*/g, ' is not equal to '],
  [/\s*≈\s*/g, ' is about '],
  [/\s*=+\s*/g, ' equals '],
  [/\s*(?:<=|≤)\s*/g, ' is at most '],
  [/\s*(?:>=|≥)\s*/g, ' is at least '],
  [/\s*<\s*/g, ' is less than '],
  [/\s*>\s*/g, ' is greater than '],
  [/²|\^2(?!\d)/g, ' squared '],
  [/³|\^3(?!\d)/g, ' cubed '],
  [/\^/g, ' to the power of '],
  [/√/g, ' the square root of '],
  [/π/g, ' pi '],
  [/°\s?C\b/g, ' degrees Celsius'],
  [/°/g, ' degrees'],
  [/%/g, ' percent '],
  [/#(?=\d)/g, 'number '],
  [/&/g, ' and '],
  [/@/g, ' at '],
];

/** Punctuation becomes what a voice can do with it; all else that is not a letter goes. */
const tidying: readonly Rule[] = [
  [/[’‘]/g, "'"],
  [/…|\.{2,}/g, '.'],
  [/\s*—\s*|\s[–-]\s/g, ', '],
  [/[^\p{L}\p{M} .,;:?!'-]/gu, ' '],
  [/(?<![\p{L}\p{M}])['-]|['-](?![\p{L}\p{M}])/gu, ' '],
  [/\s+/g, ' '],
  [/\s+(?=[.,;:?!])/g, ''],
  [/[,;:]*([.?!])[.,;:?!]*(?=\s|$)/g, '$1'],
  [/[,;:]*([,;:])(?=\s|$)/g, '$1'],
  [/^[\s.,;:?!]+|\s+$/g, ''],
];

/**
 * The text as a voice should read it: words and the punctuation of sentences, without markup, symbols
 * or digits. Empty when nothing in it can be spoken.
 */
export function speakable(text: string): string {
  const words = spokenNumbers(applied(signs, spokenQuantities(withoutMarkup(text))));
  return applied(tidying, words);
}

function applied(rules: readonly Rule[], text: string): string {
  return rules.reduce((rest, [pattern, spoken]) => rest.replace(pattern, spoken), text);
}
