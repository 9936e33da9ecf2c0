import { CharClass, classAt, isDigit } from './char-classes.js';

/** A word or a number as it stands in the text. */
export interface Token {
  readonly type: 'word' | 'digits';
  /** A word in lower case, empty when too long to matter; a number in ASCII digits. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The text of a token; empty where there is none. */
export function textAt(tokens: readonly Token[], index: number): string {
  return tokens[index]?.text ?? '';
}

const longestWord = 24;
const shortestIdentifier = 20;
const longestIdentifier = 66;
const hexIdentifier = /^(?:[A-Z]{2})?(?=[0-9]*[a-fA-F])[0-9a-fA-F]{20,64}$/;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])/y;

/** Words and numbers in order. Machine identifiers, such as call ids and UUIDs, are left out. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < text.length;) {
    const charClass = classAt(text, index);
    if (charClass !== CharClass.letter && !isDigit(charClass)) {
      index++;
      continue;
    }
    const identifierEnd = isAlphanumeric(text, index - 1) ? index : identifierEndAt(text, index);
    index = identifierEnd > index ? identifierEnd : pushToken(tokens, text, index, charClass);
  }
  return tokens;
}

/** Adds the token that begins at `start`, and returns where it ends. */
function pushToken(tokens: Token[], text: string, start: number, first: number): number {
  let end = start + 1;
  if (first === CharClass.letter) {
    while (end < text.length && classAt(text, end) === CharClass.letter) end++;
    const isShort = end - start <= longestWord;
    const word = isShort ? text.slice(start, end).toLowerCase() : '';
    tokens.push({ type: 'word', text: word, start, end });
  } else {
    while (end < text.length && isDigit(classAt(text, end))) end++;
    tokens.push({ type: 'digits', text: asciiDigits(text.slice(start, end)), start, end });
  }
  return end;
}

function asciiDigits(digits: string): string {
  if (digits.charCodeAt(0) <= 0x39) return digits;
  return Array.from(digits, (_, index) => classAt(digits, index) - CharClass.digitZero).join('');
}

/** Where the machine identifier that begins at `start` ends; `start` when there is none. */
function identifierEndAt(text: string, start: number): number {
  let end = start;
  while (end - start <= longestIdentifier && isAlphanumeric(text, end)) end++;
  const length = end - start;
  if (length === 8 && text[end] === '-') {
    uuid.lastIndex = start;
    return uuid.test(text) ? uuid.lastIndex : start;
  }
  if (length < shortestIdentifier || length > longestIdentifier) return start;
  return hexIdentifier.test(text.slice(start, end)) ? end : start;
}

function isAlphanumeric(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
