import { isFiller, readDigitWords } from './digit-words.js';

/** Digits written or spoken in one breath: "0788", "seven", "double eight", "thirty four". */
export interface DigitGroup {
  readonly digits: string;
  /** Where the group is in the text, with the plus sign that opens it. */
  readonly start: number;
  readonly end: number;
  readonly plus: boolean;
  /** What stands between the group before it and this one. */
  readonly gap: string;
}

/** Groups that follow each other with nothing but separators between them. */
export interface DigitRun {
  readonly groups: readonly DigitGroup[];
  readonly digitCount: number;
  /** The run follows the word "point": these are decimals. */
  readonly afterPoint: boolean;
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const hexIdentifier = String.raw`\b(?:[A-Z]{2})?(?=[0-9]{0,63}[a-fA-F])[0-9a-fA-F]{20,64}\b`;
const uuid = String.raw`\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`;
/** Machine identifiers first, whole: they hold digits but never a number. */
const tokenPattern = new RegExp(String.raw`${hexIdentifier}|${uuid}|\d+|\p{L}+`, 'gu');

const longestGap = 4;
const gapPattern = /^[\s.,()\-\u2010-\u2015\u200b\u202a-\u202e]*$/;

/** Finds every run of digits, written or spoken, in one pass over the text. */
export function findDigitRuns(text: string): DigitRun[] {
  const tokens = tokensOf(text);
  const runs: DigitRun[] = [];
  let groups: DigitGroup[] = [];
  let afterPoint = false;
  let gapStart = 0;
  const closeRun = (): void => {
    const digitCount = groups.reduce((count, group) => count + group.digits.length, 0);
    if (digitCount > 0) runs.push({ groups, digitCount, afterPoint });
    groups = [];
  };
  for (let index = 0; index < tokens.length;) {
    const { digits, start, end, plus, breaks, taken } = readToken(text, tokens, index);
    const gap = text.slice(gapStart, Math.min(start, gapStart + longestGap + 1));
    if (breaks || !isGap(gap)) closeRun();
    if (digits !== '') {
      if (groups.length === 0) afterPoint = wordAt(tokens, index - 1) === 'point';
      groups.push({ digits, start, end, plus, gap });
    }
    gapStart = end;
    index += taken;
  }
  closeRun();
  return runs;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: token, index } of text.matchAll(tokenPattern))
    tokens.push({ text: token, start: index, end: index + token.length });
  return tokens;
}

interface Reading {
  /** Empty for a filler, and for what is no digit at all. */
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  readonly plus: boolean;
  /** The number before it, if any, ends here. */
  readonly breaks: boolean;
  /** How many tokens were read. */
  readonly taken: number;
}

function readToken(text: string, tokens: readonly Token[], index: number): Reading {
  const token = tokens[index] ?? { text: '', start: text.length, end: text.length };
  if (/^\d+$/.test(token.text)) return readWritten(text, token);
  const word = token.text.toLowerCase();
  const spoken = readSpoken(tokens, index, token);
  if (spoken) return spoken;
  if (word === 'plus' && wordAt(tokens, index + 1) !== 'plus') {
    const number = readToken(text, tokens, index + 1);
    if (number.digits !== '')
      return { ...number, start: token.start, plus: true, breaks: true, taken: number.taken + 1 };
  }
  const { start, end } = token;
  return { digits: '', start, end, plus: false, breaks: !isFiller(word), taken: 1 };
}

function readWritten(text: string, { text: digits, start, end }: Token): Reading {
  const plus = text[start - 1] === '+';
  return { digits, start: plus ? start - 1 : start, end, plus, breaks: plus, taken: 1 };
}

function readSpoken(tokens: readonly Token[], index: number, token: Token): Reading | undefined {
  const next = tokens[index + 1];
  const isClose = next !== undefined && next.start - token.end === 1;
  const spoken = readDigitWords(
    token.text.toLowerCase(),
    isClose ? next.text.toLowerCase() : undefined,
  );
  if (!spoken) return undefined;
  const { digits, words: taken } = spoken;
  const end = taken === 2 && isClose ? next.end : token.end;
  return { digits, start: token.start, end, plus: false, breaks: false, taken };
}

function wordAt(tokens: readonly Token[], index: number): string | undefined {
  return tokens[index]?.text.toLowerCase();
}

function isGap(gap: string): boolean {
  return gap === ' ' || (gap.length <= longestGap && gapPattern.test(gap));
}
