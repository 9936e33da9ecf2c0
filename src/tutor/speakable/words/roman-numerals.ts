import { integerWords, ordinalWords } from '../number-words.js';
import { applied, type Rule } from '../rule.js';

const values: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100 };

const RULERS =
  '(?:Elizabeth|Henry|Louis|George|Charles|James|William|Edward|Richard|Philip|Napoleon|Nicholas|' +
  'Alexander|Catherine|Peter|Frederick|Leopold|Ramesses|Ramses|Menelik|Pius|Paul|Benedict|Leo|Francis|' +
  'Mutara|Kigeli|Kigeri|Yuhi|Cyilima|Kyrima|Ruganzu|Mwambutsa|Mutesa|Muteesa)';
const HEADINGS =
  '(?:World War|Chapter|Part|Section|Volume|Unit|Level|Grade|Form|Article|Phase|Type|Act|Book|Stage)';

/** A number written in its one right way, up to eighty-nine. */
const NUMERAL = '(?:L?X{0,3}|XL)(?:IX|IV|V?I{0,3})';
const WORD = `(?=[IVXL])(${NUMERAL})(?![\\p{L}\\p{M}'-])`;

/** Only where the letters cannot be a word, a name or an initial. */
const rules: readonly Rule[] = [
  [
    rule(`(?<=\\b${RULERS} )(?!I(?!\\p{L}| (?:of|was|ruled|became|died|reigned)\\b))${WORD}`),
    (numeral) => `the ${ordinalWords(valueOf(numeral))}`,
  ],
  [rule(`\\b${WORD}(?= [Cc]entur)`), (numeral) => ordinalWords(valueOf(numeral))],
  [
    rule(`(?<=\\b${HEADINGS} )(?!(?<!World War )[IL](?!\\p{L}))${WORD}`),
    (numeral) => integerWords(valueOf(numeral)),
  ],
  [rule(`(?<![\\p{L}\\p{M}.'-])(?=[IVX]{3})${WORD}`), (numeral) => integerWords(valueOf(numeral))],
];

/** Roman numerals in words where they are safe to tell from words and initials. */
export function spokenRomanNumerals(text: string): string {
  return applied(rules, text);
}

function valueOf(numeral: string): number {
  const digits = Array.from(numeral, (letter) => values[letter] ?? 0);
  return digits.reduce(
    (sum, digit, at) => sum + (digit < (digits[at + 1] ?? 0) ? -digit : digit),
    0,
  );
}

function rule(source: string): RegExp {
  return new RegExp(source, 'gu');
}
