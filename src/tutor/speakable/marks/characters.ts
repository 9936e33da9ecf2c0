import { applied, type Rule } from '../rule.js';

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ';

/** One way to write each thing: signs, digits, quotation marks, spaces. */
const rules: readonly Rule[] = [
  [/\r\n?|[\u2028\u2029\v\f]/g, '\n'],
  // Joiners, direction marks, variation selectors, keycaps and tags have no sound of their own.
  [/[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\u20E3\uFEFF]/g, ''],
  [/[\u{E0000}-\u{E0FFF}]/gu, ''],
  [/(?<=\d)[\u00A0\u2009\u202F](?=\d{3}(?!\d))/g, ','],
  [/[^\S\n]+/g, ' '],
  [/ ?\n[ \n]*/g, '\n'],
  [/(?<=\d)[¼-¾⅐-⅞↉]/g, (sign) => ` ${vulgarFraction(sign)}`],
  [/[¼-¾⅐-⅞↉]/g, vulgarFraction],
  [
    new RegExp(`[${superscripts}]+`, 'g'),
    (power) => `^${power.normalize('NFKC').replace('−', '-')}`,
  ],
  // Full-width and mathematical letters and digits, ligatures, subscripts, circled and Roman numbers.
  [/[\uFF01-\uFF5E\uFB00-\uFB06\u{1D400}-\u{1D7FF}℃℉]/gu, (sign) => sign.normalize('NFKC')],
  [/[\p{No}\p{Nl}]/gu, (sign) => sign.normalize('NFKC')],
  [/(?![0-9])\p{Nd}/gu, digitValue],
  [/[‘’‛ʼ′]/g, "'"],
  [/[“”„‟«»″]/g, '"'],
  [/[‐‑﹣]/g, '-'],
  [/‒/g, '–'],
  [/―/g, '—'],
  [/➖/g, '−'],
  [/➕/g, '+'],
  [/➗/g, '÷'],
  [/[✕✖⨯]/g, '×'],
  [/[⋅∙∗]/g, '·'],
  [/[⁄∕]/g, '/'],
  [/∶/g, ':'],
  [/≦|⩽/g, '≤'],
  [/≧|⩾/g, '≥'],
];

/** The text with one way to write each character; line breaks stay, for the markup that needs them. */
export function plainCharacters(text: string): string {
  return applied(rules, text).normalize('NFC');
}

/** ¾ is "3/4". */
function vulgarFraction(sign: string): string {
  return sign.normalize('NFKC').replace('⁄', '/');
}

/** The digit of any script; each script has its ten in a row. */
function digitValue(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}
