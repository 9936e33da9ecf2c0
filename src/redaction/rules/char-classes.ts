/** What a UTF-16 code unit is to the rules. Digits of every script are `digitZero` and their value. */
export const CharClass = { unknown: 0, other: 1, letter: 2, gap: 3, digitZero: 16 } as const;

/** White space, the marks that group digits, brackets, and what prints as nothing. */
const gapPattern = /[\s.,()_\-\u00ad\u2010-\u2015\u2026\u200b-\u200f\u202a-\u202e\u2060-\u2069]/;

/** Filled as characters are met. */
const known = new Uint8Array(0x1_0000);

/** The class of the code unit at `index`. */
export function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  const found = known[code];
  return found !== undefined && found !== CharClass.unknown ? found : learn(code);
}

export function isDigit(charClass: number): boolean {
  return charClass >= CharClass.digitZero;
}

function learn(code: number): number {
  if (Number.isNaN(code)) return CharClass.other;
  const charClass = classOf(code);
  known[code] = charClass;
  return charClass;
}

function classOf(code: number): number {
  const char = String.fromCharCode(code);
  if (gapPattern.test(char)) return CharClass.gap;
  if (/[\p{L}\p{M}]/u.test(char)) return CharClass.letter;
  return isDecimalDigit(code) ? CharClass.digitZero + digitValue(code) : CharClass.other;
}

function isDecimalDigit(code: number): boolean {
  return /\p{Nd}/u.test(String.fromCharCode(code));
}

/** Unicode keeps the ten digits of a script together, and in order. */
function digitValue(code: number): number {
  let value = 0;
  while (value < 9 && isDecimalDigit(code - value - 1)) value++;
  return value;
}
