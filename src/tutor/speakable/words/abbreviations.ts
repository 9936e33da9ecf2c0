import { tidyPunctuation } from '../marks/punctuation.js';
import { anyOf, applied, type Rule } from '../rule.js';

/** Said the same wherever they stand, with their last dot or without. */
const dotted: Readonly<Record<string, string>> = {
  'e.g': 'for example,',
  'i.e': 'that is,',
  'a.k.a': 'also known as',
  'N.B': 'note:',
};

const undotted: Readonly<Record<string, string>> = {
  etc: 'and so on',
  vs: 'versus',
  approx: 'approximately',
};

/** Said in full before a name. */
const titles: Readonly<Record<string, string>> = {
  Mr: 'Mister',
  Mrs: 'Missus',
  Dr: 'Doctor',
  Prof: 'Professor',
  Hon: 'Honourable',
  Rev: 'Reverend',
  Gov: 'Governor',
  Gen: 'General',
  Mt: 'Mount',
};

/** Symbols of units and money that are no words, where they stand without a number. */
const symbols: Readonly<Record<string, string>> = {
  km: 'kilometres',
  cm: 'centimetres',
  kg: 'kilograms',
  ml: 'millilitres',
  RWF: 'Rwandan francs',
  Rwf: 'Rwandan francs',
  FRW: 'Rwandan francs',
  Frw: 'Rwandan francs',
  KES: 'Kenyan shillings',
  UGX: 'Ugandan shillings',
};

const L = String.raw`[\p{L}\p{M}]`;
const START = String.raw`(?<![\p{L}\p{M}.'-])`;
const DOMAIN = '(?:com|org|net|edu|gov|info|rw|ke|ug|tz|uk|io|app)';
/** Not the second letter of a.m. and p.m., which voices know. */
const NOT_HALF_OF_DAY = `(?!(?<=${START}[ap]\\.)m(?!${L}))`;

/** Dots inside words: initials, addresses, a space forgotten. None but those of a.m. are left. */
const dots: readonly Rule[] = [
  [
    rule(`${START}(${anyOf(Object.keys(dotted))})(?!${L})\\.?`),
    (_, word = '') => `${dotted[word] ?? word} `,
  ],
  [
    rule(`${START}(?![ap]\\.m(?!\\.?${L}))(${L}(?:\\.${L})+)(?!${L})(\\.?)(?= ?(\\S?))`),
    (_, initials = '', dot = '', next = '') =>
      initials.replaceAll('.', ' ') + (next === '' ? dot : ' '),
  ],
  [rule(`(?<=${L})\\.(?=${DOMAIN}(?!${L}))`), ' dot '],
  [rule(`(?<=${L})\\.(?=(?!\\p{Ll})\\p{L})`), '. '],
  [rule(`(?<=${L})\\.${NOT_HALF_OF_DAY}(?=\\p{Ll})`), ' dot '],
];

const wholeWords: readonly Rule[] = [
  [rule(`${START}etc\\.(?= \\p{Lu}|$)`), 'and so on.'],
  [
    rule(`${START}(${anyOf(Object.keys(undotted))})(?!${L})\\.?`),
    (_, word = '') => undotted[word] ?? word,
  ],
  [rule(`${START}(${anyOf(Object.keys(titles))})\\.`), (_, title = '') => titles[title] ?? title],
  [rule(`${START}(Mr|Mrs|Dr|Prof)(?= \\p{Lu})`), (_, title = '') => titles[title] ?? title],
  [rule(`${START}St\\.? (?=\\p{Lu})`), 'Saint '],
  [rule(`(?<=${L}{2} )St(?:\\.(?! ?$)|(?!${L}|['-]))`), 'Street'],
  [
    rule(`${START}(${anyOf(Object.keys(symbols))})(?!${L}|['-])`),
    (_, symbol = '') => symbols[symbol] ?? symbol,
  ],
];

/** Abbreviations in full. Takes and gives nothing but letters and punctuation. */
export function spokenAbbreviations(text: string): string {
  return applied(wholeWords, tidyPunctuation(applied(dots, text)));
}

function rule(source: string): RegExp {
  return new RegExp(source, 'gu');
}
