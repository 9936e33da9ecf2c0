import {
  digitWords,
  fractionWords,
  integerWords,
  mixedWords,
  numberWords,
  ordinalWords,
} from '../number-words.js';
import { applied, type Rule } from '../rule.js';
import { NUMBER } from './number-pattern.js';

const fractions: readonly Rule[] = [
  [/(?<![\d/.,])50\/50(?![\d/])/g, 'fifty-fifty'],
  [/(?<=\d\/\d{1,15})(?=\p{L})(?!(?:st|nd|rd|th)(?!\p{L}))/gu, ' '],
  [/(?<=\d)[-−](?=\d{1,15}\/\d)|(?<=\/\d{1,15})[-−](?=\d)/g, ' − '],
  [/(?<![\p{L}\d)])[-−](?=\d{1,15}(?: \d{1,15})?\/\d)/gu, 'minus '],
  [/(?<![\d/.,])24\/7(?![\d/])/g, 'twenty-four seven'],
  [
    /(?<![\d/.,])(?:(\d{1,15}) )?(\d{1,15})\/(\d{1,15})(?![\d/]|\.\d)/g,
    (_, whole, above = '', below = '') => fraction(whole, Number(above), Number(below)),
  ],
  [
    /(?<!\d)(\d{1,15})(?:st|nd|rd|th)(?!\p{L})/giu,
    (_, digits = '') => ordinalWords(Number(digits)),
  ],
];

/** The words for what stands before a number, and ranges. */
const around: readonly Rule[] = [
  [/(?<!\p{L})(?:Nos?\.? ?|N[º°]\.? ?|№ ?|# ?)(?=\d)/gu, 'number '],
  [/(?<!\p{L})pp\. ?(?=\d)/gu, 'pages '],
  [/(?<!\p{L})p\. ?(?=\d)/gu, 'page '],
  [/(?<!\p{L})[Ff]igs?\. ?(?=\d)/gu, 'figure '],
  [/(?<!\p{L})[Cc]h\. ?(?=\d)/gu, 'chapter '],
  [/[~≈≃] ?(?=\d)(?<![\p{L}\d)] ?[~≈≃] ?)/gu, 'about '],
  [/(?<=\d)k(?![\p{L}\d])/gu, ' thousand'],
  [
    /(?<=\d)[eE]([-+]?\d{1,4})(?![\p{L}\d])/gu,
    (_, power = '') => ` × 10^${power.replace('+', '')}`,
  ],
  [
    new RegExp(
      `(?<![\\d.,/^+×÷*=<>−-] ?|[Ww]hat is )(${NUMBER})([-–]| – )(${NUMBER})(?![\\d/]|[.,:]\\d| ?[=+×÷*^<>≤≥−-])`,
      'gu',
    ),
    (written, from = '', _, to = '') =>
      valueOf(from) < valueOf(to) ? `${from} to ${to}` : written,
  ],
  [/(?<!\d)–(?=\d)/g, '−'],
  [/(?<=\d) ?– ?(?=\d)/g, ' − '],
];

const plain: readonly Rule[] = [
  [/(?<=\d\.\d{1,30})\.(?=\d)/g, ' point '],
  [/(?<![\p{L}\d])\.(?=\d)/gu, '0.'],
  [new RegExp(NUMBER, 'g'), plainNumber],
];

/** Fractions and ordinals in words, ranges with their "to"; what is left is for `spokenNumbers`. */
export function spokenFractions(text: string): string {
  return applied([...fractions, ...around], text);
}

/** Every number that is left, in words. */
export function spokenNumbers(text: string): string {
  // A letter beside a number is a word of its own: 2x, A4.
  return applied(plain, text.replace(/(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu, ' '));
}

function plainNumber(written: string): string {
  const digits = written.replaceAll(',', '');
  return /^0\d/.test(digits) ? digitWords(digits.replace('.', ' ')) : numberWords(digits);
}

/** "3 1/2" is mixed; "3 4/2" is two numbers. */
function fraction(whole: string | undefined, above: number, below: number): string {
  if (whole === undefined) return fractionWords(above, below);
  if (above < below && above > 0) return mixedWords(Number(whole), above, below);
  return `${integerWords(Number(whole))} ${fractionWords(above, below)}`;
}

function valueOf(written: string): number {
  return Number(written.replaceAll(',', ''));
}
