import { numberWord, twoWordTen, type NumberWord } from './number-lexicon.js';
import { textAt, type Token } from './tokens.js';

/** Digits that one or more tokens stand for. */
export interface DigitReading {
  readonly digits: string;
  /** How many tokens were read. */
  readonly taken: number;
  /** How they were said: one digit (or one several times), a number of tens or hundreds, or written. */
  readonly form: 'digit' | 'number' | 'written' | 'homophone';
}

/**
 * Reads one number at `index`: "0788", "seven", "thirty four", "double eight", "three sevens",
 * "seven hundred eighty-eight", "quatre-vingt-huit", "makumyabiri na rimwe".
 */
export function readDigits(tokens: readonly Token[], index: number): DigitReading | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  if (token.type === 'digits') return { digits: token.text, taken: 1, form: 'written' };
  const word = wordAt(tokens, index);
  if (word?.type === 'repeat') return readRepeated(tokens, index, word.times);
  if (word?.type === 'homophone')
    return { digits: String(word.value), taken: 1, form: 'homophone' };
  return readTimes(tokens, index) ?? readHundreds(tokens, index) ?? readBelowHundred(tokens, index);
}

/** "double eight", "triple 7". */
function readRepeated(
  tokens: readonly Token[],
  index: number,
  times: number,
): DigitReading | undefined {
  const next = tokens[index + 1];
  if (next === undefined || !follows(tokens, index + 1)) return undefined;
  const digit = next.type === 'digits' ? next.text : unitDigit(wordAt(tokens, index + 1));
  if (digit?.length !== 1) return undefined;
  return { digits: digit.repeat(times), taken: 2, form: 'digit' };
}

/** "three sevens". */
function readTimes(tokens: readonly Token[], index: number): DigitReading | undefined {
  const count = wordAt(tokens, index);
  const digit = wordAt(tokens, index + 1);
  if (count?.type !== 'unit' || count.value < 2 || count.value > 4) return undefined;
  if (digit?.type !== 'unit' || !digit.isPlural) return undefined;
  return { digits: String(digit.value).repeat(count.value), taken: 2, form: 'digit' };
}

/** "seven hundred", "seven hundred and eighty-eight". */
function readHundreds(tokens: readonly Token[], index: number): DigitReading | undefined {
  const count = wordAt(tokens, index);
  if (count?.type !== 'unit' || count.value === 0) return undefined;
  if (wordAt(tokens, index + 1)?.type !== 'hundred') return undefined;
  const joined = joinsAt(tokens, index + 2) ? 1 : 0;
  const rest = readBelowHundred(tokens, index + 2 + joined);
  if (!rest || rest.digits.startsWith('0'))
    return { digits: `${count.value}00`, taken: 2, form: 'number' };
  return {
    digits: `${count.value}${rest.digits.padStart(2, '0')}`,
    taken: 2 + joined + rest.taken,
    form: 'number',
  };
}

function readBelowHundred(tokens: readonly Token[], index: number): DigitReading | undefined {
  const two = twoWordTen(textAt(tokens, index), textAt(tokens, index + 1));
  const word = two ?? wordAt(tokens, index);
  if (word?.type === 'ten') return readTen(tokens, word, index, two ? 2 : 1);
  if (word?.type !== 'unit' && word?.type !== 'teen') return undefined;
  return { digits: String(word.value), taken: 1, form: word.type === 'unit' ? 'digit' : 'number' };
}

/** "eighty", "eighty-eight", "vingt et un", "soixante-douze"; the ten itself is `taken` tokens long. */
function readTen(
  tokens: readonly Token[],
  ten: NumberWord & { type: 'ten' },
  index: number,
  taken: number,
): DigitReading {
  const joined = joinsAt(tokens, index + taken) ? 1 : 0;
  const behind = follows(tokens, index + taken)
    ? readBelowHundred(tokens, index + taken + joined)
    : undefined;
  if (!behind || !takes(ten, Number(behind.digits)))
    return { digits: String(ten.value), taken, form: 'number' };
  // "fifty seven hundred" is 50 and 700.
  if (wordAt(tokens, index + taken + joined + 1)?.type === 'hundred')
    return { digits: String(ten.value), taken, form: 'number' };
  const digits = String(ten.value + Number(behind.digits));
  return { digits, taken: taken + joined + behind.taken, form: 'number' };
}

function takes(ten: NumberWord & { type: 'ten' }, value: number): boolean {
  if (value < 10) return value >= ten.least;
  return ten.takesTeens === true && value < 20;
}

function unitDigit(word: NumberWord | undefined): string | undefined {
  return word?.type === 'unit' ? String(word.value) : undefined;
}

/** "vingt et un", "makumyabiri na rimwe", "one hundred and five". */
function joinsAt(tokens: readonly Token[], index: number): boolean {
  const word = wordAt(tokens, index);
  return word?.type === 'filler' && word.joins === true;
}

/** One character apart from the token before it: a space or a hyphen, not a comma and a space. */
function follows(tokens: readonly Token[], index: number): boolean {
  const [before, token] = [tokens[index - 1], tokens[index]];
  return before !== undefined && token !== undefined && token.start - before.end === 1;
}

function wordAt(tokens: readonly Token[], index: number): NumberWord | undefined {
  const token = tokens[index];
  return token?.type === 'word' ? numberWord(token.text) : undefined;
}
