import type { Chance } from './chance.js';

const english = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const french = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf'];
const kinyarwanda = [
  ...[
    'zeru',
    'rimwe',
    'kabiri',
    'gatatu',
    'kane',
    'gatanu',
    'gatandatu',
    'karindwi',
    'umunani',
    'icyenda',
  ],
];
const teens = [
  ...[
    'ten',
    'eleven',
    'twelve',
    'thirteen',
    'fourteen',
    'fifteen',
    'sixteen',
    'seventeen',
    'eighteen',
    'nineteen',
  ],
];
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const frenchTeens = ['dix', 'onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize'];
const frenchTens = ['', '', 'vingt', 'trente', 'quarante', 'cinquante', 'soixante'];

/** One way to say digits in a row, in words or as a recogniser writes them. */
export type Manner = (digits: string, chance: Chance) => string;

export const oneByOne: Manner = (digits, chance) => {
  const zero = chance.pick(['zero', 'zero', 'oh', 'o']);
  return Array.from(digits, (digit) => (digit === '0' ? zero : word(english, digit))).join(' ');
};

/** "double eight", "triple seven". */
export const withRepeats: Manner = (digits, chance) => {
  const zero = chance.pick(['zero', 'oh']);
  return (digits.match(/(\d)\1{0,2}/g) ?? [])
    .map((run) => {
      const said = run.startsWith('0') ? zero : word(english, run.charAt(0));
      return ['', said, `double ${said}`, `triple ${said}`][run.length];
    })
    .join(' ');
};

/** "zero seven eight eight, one two three, four five six". */
export const inBreaths: Manner = (digits, chance) => {
  const glue = chance.pick([', ', ', ', '. ', '... ', ' um ', ' and ', '\n', ' - ', ', uh, ']);
  return threes(digits)
    .map((group) => oneByOne(group, chance))
    .join(glue);
};

/** "zero seven eighty-eight twelve thirty-four fifty-six". */
export const inPairs: Manner = (digits, chance) => {
  const hyphen = chance.pick(['-', ' ']);
  const odd = digits.length % 2;
  const head = digits.slice(0, odd);
  const pairs = digits.slice(odd).match(/\d\d/g) ?? [];
  return [...Array.from(head), ...pairs].map((pair) => pairWords(pair, hyphen)).join(' ');
};

/** "zero seven eighty-eight one hundred twenty-three four fifty-six". */
export const inHundreds: Manner = (digits, chance) => {
  const hyphen = chance.pick(['-', ' ']);
  const and = chance.pick([' ', ' and ']);
  return threes(digits)
    .map((group) => {
      const [hundreds, rest] = [group.slice(0, -2), group.slice(-2)];
      if (group.length !== 3 || hundreds === '0') return inPairs(group, chance);
      if (rest.startsWith('0')) return Array.from(group, (digit) => word(english, digit)).join(' ');
      return `${word(english, hundreds)} hundred${and}${pairWords(rest, hyphen)}`;
    })
    .join(' ');
};

export const inFrench: Manner = (digits, chance) => {
  if (chance.happens(0.5)) return Array.from(digits, (digit) => word(french, digit)).join(' ');
  const odd = digits.length % 2;
  const pairs = digits.slice(odd).match(/\d\d/g) ?? [];
  return [...Array.from(digits.slice(0, odd)), ...pairs].map(frenchPair).join(' ');
};

export const inKinyarwanda: Manner = (digits) =>
  Array.from(digits, (digit) => word(kinyarwanda, digit)).join(' ');

/** Some digits in words and some in figures, as recognisers mix them. */
export const mixed: Manner = (digits, chance) =>
  Array.from(digits, (digit) => (chance.happens(0.5) ? digit : word(english, digit))).join(' ');

/** "oh seven 88 one two 3456". */
export const halfWritten: Manner = (digits, chance) => {
  const at = chance.int(2, digits.length - 3);
  const said = oneByOne(digits.slice(0, at), chance);
  return `${said} ${digits.slice(at)}`;
};

/** "zero-seven-eight-eight-one-two-three". */
export const hyphenated: Manner = (digits) =>
  Array.from(digits, (digit) => word(english, digit)).join('-');

/** "0, 7, 8, 8, 1, 2, 3". */
export const listed: Manner = (digits, chance) =>
  Array.from(digits).join(chance.pick([', ', ',', ' ', '-', ' - ', '. ']));

/** "Zero, Seven, Eight, Eight". */
export const listedWords: Manner = (digits) =>
  Array.from(digits, (digit) => word(english, digit)).join(', ');

/** "07 88 12 34 56". */
export const writtenPairs: Manner = (digits, chance) =>
  (digits.match(/\d{1,2}/g) ?? []).join(chance.pick([' ', '-', '.', ', ']));

export const plain: Manner = (digits) => digits;

/** "0788 123 456", "0788-123-456", "0788. 123. 456". */
export const writtenGroups: Manner = (digits, chance) =>
  threes(digits).join(chance.pick([' ', ' ', '-', '.', ', ', ' - ', '  ', '\n', '\u00a0', '–']));

/** "078 812 3456". */
export const writtenAmerican: Manner = (digits, chance) => {
  const glue = chance.pick([' ', '-']);
  const head = digits.slice(0, -7);
  return [head, digits.slice(-7, -4), digits.slice(-4)].join(glue);
};

/** "1111 2222 3333 4444". */
export const writtenFours: Manner = (digits, chance) =>
  (digits.match(/\d{1,4}/g) ?? []).join(chance.pick([' ', ' ', '-', ', ']));

/** The same by words: a group of four in a breath. */
export const foursInBreaths: Manner = (digits, chance) =>
  (digits.match(/\d{1,4}/g) ?? [])
    .map((four) => oneByOne(four, chance))
    .join(chance.pick([', ', ' ']));

/** Four digits first, then threes: 0788 123 456. The rest of an international number comes first. */
function threes(digits: string): string[] {
  const tail = digits.slice(-6).match(/\d{3}/g) ?? [];
  const head = digits.slice(0, -6);
  return head.length > 4 ? [head.slice(0, -3), head.slice(-3), ...tail] : [head, ...tail];
}

function pairWords(pair: string, hyphen: string): string {
  const [ten = '0', unit = '0'] = pair;
  if (pair.length === 1) return word(english, pair);
  if (ten === '0') return `${word(english, ten)} ${word(english, unit)}`;
  if (ten === '1') return word(teens, unit);
  return unit === '0' ? word(tens, ten) : `${word(tens, ten)}${hyphen}${word(english, unit)}`;
}

function frenchPair(pair: string): string {
  const value = Number(pair);
  if (pair.length === 1) return word(french, pair);
  if (value < 10) return `zéro ${word(french, String(value))}`;
  if (value < 20) return frenchTeen(value);
  // Seventies and nineties count on from sixty and eighty.
  const base = value >= 60 ? value - (value % 20) : value - (value % 10);
  return frenchFrom(base, value - base);
}

function frenchTeen(value: number): string {
  return frenchTeens[value - 10] ?? `dix-${word(french, String(value - 10))}`;
}

function frenchFrom(base: number, rest: number): string {
  const name = base === 80 ? 'quatre-vingt' : (frenchTens[base / 10] ?? '');
  if (rest === 0) return base === 80 ? 'quatre-vingts' : name;
  if (rest === 1 && base !== 80) return `${name} et un`;
  return `${name}-${rest < 10 ? word(french, String(rest)) : frenchTeen(rest)}`;
}

function word(words: readonly string[], digit: string): string {
  return words[Number(digit)] ?? digit;
}
