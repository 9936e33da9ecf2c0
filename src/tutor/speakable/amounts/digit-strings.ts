import { digitWords } from '../number-words.js';
import { applied, type Rule } from '../rule.js';

/** Numbers that are names: they are read digit by digit, with a pause where the writer left a gap. */
const rules: readonly Rule[] = [
  [
    /(?<!\d)\+(\d{1,4}(?:[ -]?\(?\d{2,4}\)?){2,5})(?!\d)/g,
    (_, digits = '') => `plus ${read(digits)}`,
  ],
  [
    /(?<![\d.,/-])(?:250 ?)?0?7[2389]\d ?[ -]?\d{3}[ -]?\d{3}(?![\d/]|[.,]\d| ?(?:rwf|frw))/gi,
    phone,
  ],
  [/(?<![\d.,/-])0\d{1,3}(?:[ -]\d{2,4}){2,4}(?!\d)/g, read],
  [
    /\b((?:call|dial|ring|text|code|pin|SMS to|number is) )(\d{3,6})(?![\d,/%]|\.\d| ?[-+×=%])(?! (?:people|friends|times))/gi,
    (_, before = '', digits = '') => before + read(digits),
  ],
  [/(?<![\d.])\d{16,}|\d{31,}/g, (digits) => ` ${digitWords(digits)} `],
  // "25 000": a gap instead of the comma, sure only when it ends in round thousands or in francs.
  [/(?<!\d ?)[1-9]\d{0,2}(?: \d{3}){1,4}(?=(?<= 000)(?! ?\d)| ?(?:rwf|frw)\b)/gi, withCommas],
  [/(?<=\b(?:rwf|frw) ?)[1-9]\d{0,2}(?: \d{3}){1,4}(?! ?\d)/gi, withCommas],
];

/** Phone numbers and codes in words, and thousands with their commas; other numbers as they were. */
export function spokenDigitStrings(text: string): string {
  return applied(rules, text);
}

/** Ten digits from 07, or twelve from 2507, are a Rwandan mobile number; nine need their gaps. */
function phone(written: string): string {
  return /^7\d+$/.test(written) ? written : read(written);
}

function read(written: string): string {
  const groups = written.match(/\d+/g) ?? [];
  return groups.map(digitWords).join(', ');
}

function withCommas(written: string): string {
  return written.replaceAll(' ', ',');
}
