import {
  digitWords,
  fractionWords,
  integerWords,
  numberWords,
  ordinalWords,
  yearWords,
} from './number-words.js';

type Rule = readonly [pattern: RegExp, spoken: (...groups: string[]) => string];

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const FRANCS = '(?:rwf|frw)';
const MONTHS =
  'January|February|March|April|May|June|July|August|September|October|November|December';

const units: Readonly<Record<string, string>> = {
  km: 'kilometre',
  cm: 'centimetre',
  mm: 'millimetre',
  m: 'metre',
  kg: 'kilogram',
  g: 'gram',
  ml: 'millilitre',
  l: 'litre',
};

const vulgarFractions: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
};

/** Numbers with what belongs to them, in the order in which they must be recognised. */
const rules: readonly Rule[] = [
  [/[½⅓⅔¼¾]/g, (sign) => ` ${vulgarFractions[sign] ?? ''} `],
  [/\b([01]?\d|2[0-3]):([0-5]\d)\b/g, (_, hours = '', minutes = '') => timeWords(hours, minutes)],
  [rule(String.raw`\b${FRANCS}\s?(${NUMBER})`), (_, amount = '') => francs(amount)],
  [rule(String.raw`(${NUMBER})\s?${FRANCS}\b`), (_, amount = '') => francs(amount)],
  [rule(String.raw`\$\s?(${NUMBER})`), (_, amount = '') => `${amount} dollars`],
  [rule(String.raw`(${NUMBER})\s?%`), (_, amount = '') => `${amount} percent`],
  [
    rule(
      String.raw`\b((?:in|since|year|${MONTHS})(?:\s\d{1,2},)?\s)(1[1-9]\d\d|20\d\d)\b(?![,.]\d)`,
    ),
    (_, before = '', year = '') => before + yearWords(Number(year)),
  ],
  [/\b(\d{1,15})(?:st|nd|rd|th)\b/gi, (_, digits = '') => ordinalWords(Number(digits))],
  [
    /(?<![\d/.,])(?:(\d{1,15})\s+)?(\d{1,15})\/(\d{1,15})(?![\d/])/g,
    (_, whole, above = '', below = '') => mixedWords(whole, Number(above), Number(below)),
  ],
  [
    rule(String.raw`\b(${NUMBER})\s?(km|cm|mm|kg|ml|m|g|l)\b`),
    (_, amount = '', unit = '') =>
      `${amount} ${units[unit.toLowerCase()] ?? unit}${amount === '1' ? '' : 's'}`,
  ],
];

/** Quantities, times, money, years and fractions in words; plain numbers are left to `spokenNumbers`. */
export function spokenQuantities(text: string): string {
  return rules.reduce((rest, [pattern, spoken]) => rest.replace(pattern, spoken), text);
}

/** Every number that is left, in words. */
export function spokenNumbers(text: string): string {
  return text.replace(rule(`(${NUMBER})(?=([a-z])?)`), (_, digits: string, letter?: string) => {
    const words = plainNumber(digits.replaceAll(',', ''));
    return letter === undefined ? words : `${words} `;
  });
}

function plainNumber(digits: string): string {
  return /^0\d/.test(digits) ? digitWords(digits.replace('.', '')) : numberWords(digits);
}

function francs(amount: string): string {
  return `${amount} Rwandan franc${amount === '1' ? '' : 's'}`;
}

function timeWords(hours: string, minutes: string): string {
  const hour = integerWords(Number(hours));
  if (minutes === '00') return `${hour} o'clock`;
  return `${hour} ${minutes.startsWith('0') ? 'oh ' : ''}${integerWords(Number(minutes))}`;
}

function mixedWords(whole: string | undefined, above: number, below: number): string {
  const fraction = fractionWords(above, below);
  return whole === undefined ? fraction : `${integerWords(Number(whole))} and ${fraction}`;
}

function rule(source: string): RegExp {
  return new RegExp(source, 'gi');
}
