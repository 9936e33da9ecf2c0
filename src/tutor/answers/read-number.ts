import { partWords, scaleWords, tenWords, unitWords } from './number-lexicon.js';

/** A number found in a list of words, and the index of the word behind it. */
export interface NumberRead {
  readonly value: number;
  readonly next: number;
}

type Words = readonly string[];

const DIGITS = /^-?\d+(?:\.\d+)?$/;

/** Reads the longest number that starts at `at`: "minus two and a half", "1200", "three quarters". */
export function readNumber(words: Words, at: number): NumberRead | null {
  const isNegative = words[at] === 'minus' || words[at] === 'negative';
  const read = readMagnitude(words, isNegative ? at + 1 : at);
  return read && isNegative ? { ...read, value: -read.value } : read;
}

function readMagnitude(words: Words, at: number): NumberRead | null {
  const part = readOnePart(words, at);
  if (part) return part;
  const whole = readDecimal(words, at);
  return whole && (readShare(words, whole) ?? readMixed(words, whole) ?? whole);
}

/** "half", "a half", "an eighth": one part, without its number. */
function readOnePart(words: Words, at: number): NumberRead | null {
  const hasArticle = words[at] === 'a' || words[at] === 'an';
  const word = words[hasArticle ? at + 1 : at] ?? '';
  const parts = partWords.get(word);
  if (parts === undefined || !(hasArticle || word === 'half')) return null;
  return { value: 1 / parts, next: at + (hasArticle ? 2 : 1) };
}

/** "three quarters", "3 over 4", "3 / 4", with the three already read. */
function readShare(words: Words, above: NumberRead): NumberRead | null {
  const word = words[above.next] ?? '';
  const parts = partWords.get(word);
  if (parts !== undefined) return { value: above.value / parts, next: above.next + 1 };
  if (word !== 'over' && word !== '/') return null;
  const below = readCardinal(words, above.next + 1);
  return below && below.value !== 0 ? { ...below, value: above.value / below.value } : null;
}

/** "two and a half", "two and three quarters", with the two already read. */
function readMixed(words: Words, whole: NumberRead): NumberRead | null {
  if (words[whole.next] !== 'and') return null;
  const at = whole.next + 1;
  const above = readCardinal(words, at);
  const part = readOnePart(words, at) ?? (above && readShare(words, above));
  return part && { ...part, value: whole.value + part.value };
}

/** A cardinal, with "point" and digits behind it if there are any. */
function readDecimal(words: Words, at: number): NumberRead | null {
  const whole = words[at] === 'point' ? { value: 0, next: at } : readCardinal(words, at);
  if (!whole || words[whole.next] !== 'point') return whole;
  const { digits, next } = readDecimals(words, whole.next + 1);
  if (digits !== '') return { value: Number(`${whole.value}.${digits}`), next };
  return whole.next === at ? null : whole;
}

/** "two five", "25", "oh five", and "twenty five", which is wrong but said. */
function readDecimals(words: Words, at: number): { digits: string; next: number } {
  const first = readBelowHundred(words, at);
  if (first && first.value > 9) return { digits: String(first.value), next: first.next };
  let digits = '';
  let next = at;
  for (; next < words.length; next++) {
    const word = words[next] ?? '';
    const digit = word === 'oh' || word === 'o' ? 0 : (unitWords.get(word) ?? 10);
    if (digit < 10) digits += String(digit);
    else if (/^\d+$/.test(word)) digits += word;
    else break;
  }
  return { digits, next };
}

/** "two million three hundred thousand and five", "5 thousand", "a hundred". */
function readCardinal(words: Words, start: number): NumberRead | null {
  let total: NumberRead | null = null;
  let limit = Infinity;
  for (;;) {
    const at: number = total ? behindAnd(words, total.next) : start;
    const group = readBelowThousand(words, at);
    if (!group || group.value >= limit) return total;
    const scale = scaleWords.get(words[group.next] ?? '');
    const sum: number = total?.value ?? 0;
    if (scale === undefined || scale >= limit) return { ...group, value: sum + group.value };
    total = { value: sum + group.value * scale, next: group.next + 1 };
    limit = scale;
  }
}

function readBelowThousand(words: Words, at: number): NumberRead | null {
  const group = readLeading(words, at);
  if (!group || words[group.next] !== 'hundred') return group;
  const hundreds = { value: group.value * 100, next: group.next + 1 };
  const rest = readBelowHundred(words, behindAnd(words, hundreds.next));
  if (!rest || rest.value >= 100) return hundreds;
  return { value: hundreds.value + rest.value, next: rest.next };
}

/** A group's first number; "a" stands for one before "hundred" and the scales. */
function readLeading(words: Words, at: number): NumberRead | null {
  const next = words[at + 1] ?? '';
  if (words[at] === 'a' && (next === 'hundred' || scaleWords.has(next))) {
    return { value: 1, next: at + 1 };
  }
  return readBelowHundred(words, at);
}

/** A number in digits, of any size, or words below a hundred. */
function readBelowHundred(words: Words, at: number): NumberRead | null {
  const word = words[at] ?? '';
  if (DIGITS.test(word)) return { value: Number(word), next: at + 1 };
  const unit = unitWords.get(word);
  if (unit !== undefined) return { value: unit, next: at + 1 };
  const ten = tenWords.get(word);
  if (ten === undefined) return null;
  const following = unitWords.get(words[at + 1] ?? '') ?? 0;
  return following >= 1 && following <= 9
    ? { value: ten + following, next: at + 2 }
    : { value: ten, next: at + 1 };
}

function behindAnd(words: Words, at: number): number {
  return words[at] === 'and' ? at + 1 : at;
}
