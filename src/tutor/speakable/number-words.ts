const small = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
  ...['eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen'],
  ...['eighteen', 'nineteen'],
];
const tens = [
  ...['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'],
];
const scales = ['', ' thousand', ' million', ' billion', ' trillion'];

/** Beyond this, digits are read one by one. */
const LARGEST = 10 ** (3 * scales.length) - 1;

const irregularOrdinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** A non-negative whole number in English: 105 is "one hundred and five". */
export function integerWords(value: number): string {
  if (value > LARGEST) return digitWords(String(BigInt(value)));
  if (value < 1000) return belowThousand(value);
  const groups: string[] = [];
  let rest = value;
  for (const scale of scales) {
    const group = rest % 1000;
    if (group > 0) groups.unshift(joined(group, scale, value));
    rest = Math.floor(rest / 1000);
  }
  return groups.join(' ');
}

/** Digits one by one: "0788" is "zero seven eight eight". */
export function digitWords(digits: string): string {
  return Array.from(digits, (digit) => small[Number(digit)] ?? digit).join(' ');
}

/**
 * Any finite number: −3.05 is "minus three point zero five". Takes text as well, so that "3.50" keeps
 * its last zero.
 */
export function numberWords(value: number | string): string {
  const text = typeof value === 'number' ? plainDigits(value) : value;
  const [whole = '0', decimals] = text.replace(/^-/, '').split('.');
  const words =
    integerWords(Number(whole)) + (decimals === undefined ? '' : ` point ${digitWords(decimals)}`);
  return text.startsWith('-') ? `minus ${words}` : words;
}

/** 21 is "twenty-first". */
export function ordinalWords(value: number): string {
  const words = integerWords(value);
  const last = /[a-z]+$/.exec(words)?.[0] ?? words;
  const ordinal = irregularOrdinals[last] ?? `${last.replace(/y$/, 'ie')}th`;
  return words.slice(0, words.length - last.length) + ordinal;
}

/** 3/4 is "three quarters"; where the parts have no easy name, "over" is clearer. */
export function fractionWords(numerator: number, denominator: number): string {
  const above = integerWords(numerator);
  const isTopHeavy = numerator > 20 && numerator > denominator;
  if (isTopHeavy || !hasEasyName(denominator)) return `${above} over ${integerWords(denominator)}`;
  return numerator === 1 ? `one ${partWord(denominator)}` : `${above} ${partsWord(denominator)}`;
}

/** 2 1/2 is "two and a half", for a numerator below its denominator. */
export function mixedWords(whole: number, numerator: number, denominator: number): string {
  const part = fractionWords(numerator, denominator);
  const article = partWord(denominator).startsWith('e') ? 'an' : 'a';
  const isOnePart = numerator === 1 && hasEasyName(denominator);
  return `${integerWords(whole)} and ${isOnePart ? part.replace('one', article) : part}`;
}

/** Halves to twentieths, and round parts above. */
function hasEasyName(denominator: number): boolean {
  if (denominator < 2) return false;
  return (
    denominator <= 20 ||
    (denominator < 100 && denominator % 10 === 0) ||
    denominator === 100 ||
    denominator === 1000
  );
}

function partWord(denominator: number): string {
  const name = { 2: 'half', 4: 'quarter' }[denominator] ?? ordinalWords(denominator);
  return name.replace(/^one /, '');
}

function partsWord(denominator: number): string {
  return denominator === 2 ? 'halves' : `${partWord(denominator)}s`;
}

/** The way years are read: 1994 is "nineteen ninety-four", 2005 "two thousand and five". */
export function yearWords(year: number): string {
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (century % 10 === 0 && rest < 10) return integerWords(year);
  if (rest === 0) return `${integerWords(century)} hundred`;
  return `${integerWords(century)} ${rest < 10 ? `oh ${integerWords(rest)}` : integerWords(rest)}`;
}

/** "and" joins what is below a hundred to what is above: one thousand and five. */
function joined(group: number, scale: string, value: number): string {
  const isTail = scale === '' && group < 100 && value >= 1000;
  return `${isTail ? 'and ' : ''}${belowThousand(group)}${scale}`;
}

function belowThousand(value: number): string {
  const rest = value % 100;
  if (value < 100) return belowHundred(value);
  const hundreds = `${belowHundred(Math.floor(value / 100))} hundred`;
  return rest === 0 ? hundreds : `${hundreds} and ${belowHundred(rest)}`;
}

function belowHundred(value: number): string {
  const word = small[value];
  if (word !== undefined) return word;
  const ten = tens[Math.floor(value / 10)] ?? '';
  return value % 10 === 0 ? ten : `${ten}-${small[value % 10] ?? ''}`;
}

/** Never in scientific notation. */
function plainDigits(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  return value.toFixed(12).replace(/0+$/, '');
}
