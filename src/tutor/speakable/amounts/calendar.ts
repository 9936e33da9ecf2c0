import { integerWords, ordinalWords, yearWords } from '../number-words.js';
import { applied, type Rule } from '../rule.js';

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const MONTH =
  '(?:Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|Jun[e.]?|Jul[y.]?|' +
  'Aug(?:ust|\\.)?|Sep(?:tember|t?\\.?)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)';
const WEEKDAY = '(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\\.?';
const YEAR = '(?:1\\d{3}|20\\d{2})';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';

/** A number with this behind it counts something. */
const NOT_COUNTING =
  '(?![\\d/%]|[.,:]\\d| ?[-+−×÷*=^]| ?(?:[A-Z]{3}|[kcm]?m|[kmc]?g|m?l|h|frw|francs?|per|people|' +
  'students|children|pupils|farmers|men|women|houses|trees|metres|kilometres|litres|kilograms|years|' +
  'days|hours|minutes|times|words|books|shillings|dollars|more|of|or|thousand)\\b)';
/** A number with this behind it stands alone, as a year does. */
const ALONE =
  '(?= ?(?:$|[.,;:!?)"\'|\\]–—](?!\\d))| (?:and|to|was|were|is|the|when|where|there|he|she|it|we|they|' +
  'his|her|our|an?|as|at|by|for|but|because|until|till|onwards|with|who|in|on)\\b)';

const dates: readonly Rule[] = [
  [/(?<=\d{4}-\d\d-\d\d)T(?=\d\d:)/g, ' at '],
  [
    new RegExp(`(?<![\\d-])(\\d{4})-(\\d\\d)-(\\d\\d)(?![\\d-])`, 'g'),
    (written, year = '', month = '', day = '') => dateWords(written, day, month, year),
  ],
  [
    /(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d(?<=\/\d\d))(?![\d/]|[.,]\d)/g,
    (written, day = '', _, month = '', year = '') => dateWords(written, day, month, year),
  ],
  [
    new RegExp(`(?<!\\p{L})${WEEKDAY}(?=,? (?:the )?(?:\\d{1,2}(?:st|nd|rd|th)? )?${MONTH})`, 'gu'),
    (written) => nameOf(weekdays, written),
  ],
  [
    new RegExp(
      `(?<![\\d/.,:-])(?:\\b[Tt]he )?(${DAY})(?:st|nd|rd|th)?(?: of)? (${MONTH})(?!\\p{L})(?:,? (${YEAR})(?!\\d))?`,
      'gu',
    ),
    (_, day = '', month = '', year = '') =>
      `the ${ordinalWords(Number(day))} of ${nameOf(months, month)}${year && ` ${yearWords(Number(year))}`}`,
  ],
  [
    new RegExp(
      `(?<!\\p{L})(${MONTH}) (?:the )?(${DAY})(?:st|nd|rd|th|(?![-–]))(?!\\p{L})${NOT_COUNTING}(?:(,?) (${YEAR})${NOT_COUNTING})?`,
      'gu',
    ),
    (_, month = '', day = '', comma = '', year = '') =>
      `${nameOf(months, month)} the ${ordinalWords(Number(day))}${year && `${comma} ${yearWords(Number(year))}`}`,
  ],
  [
    new RegExp(`(?<!\\p{L})(${MONTH}),? (${YEAR})(?!\\d)`, 'gu'),
    (_, month = '', year = '') => `${nameOf(months, month)} ${yearWords(Number(year))}`,
  ],
];

const years: readonly Rule[] = [
  [new RegExp(`(?<=\\()${YEAR}(?=\\))`, 'g'), (year) => yearWords(Number(year))],
  [
    /(?<=\b(?:in|year|the|since|for) )(20\d\d)\/(\d\d)(?![\d/])/g,
    (_, year = '', next = '') => `${yearWords(Number(year))} ${integerWords(Number(next))}`,
  ],
  [/(?<!\d)([12]\d\d0)'?s(?!\p{L})/gu, (_, year = '') => decadeWords(yearWords(Number(year)))],
  [
    /(?<=\b[Tt]he (?:early |late |mid-?)?)'?([2-9]0)'?s(?!\p{L})/gu,
    (_, year = '') => decadeWords(integerWords(Number(year))),
  ],
  [
    /(?<![\d.,])(\d{3,4}) ?(?=(?:AD|BCE?|CE)\b)/g,
    (_, year = '') =>
      `${Number(year) > 999 ? yearWords(Number(year)) : integerWords(Number(year))} `,
  ],
  [
    new RegExp(`(?<![\\d.,/])(${YEAR}) ?[-–] ?(${YEAR})${ALONE}`, 'g'),
    (written, from = '', to = '') =>
      from < to ? `${yearWords(Number(from))} to ${yearWords(Number(to))}` : written,
  ],
  [
    new RegExp(
      `(\\b(?:in|since|until|till|year|during|early|late|mid|born|AD) )(${YEAR})${NOT_COUNTING}`,
      'gi',
    ),
    (_, before = '', year = '') => before + yearWords(Number(year)),
  ],
  [
    new RegExp(`(\\b(?:by|of|from|to|after|before|between|and) )(${YEAR})(?!\\d)${ALONE}`, 'gi'),
    (_, before = '', year = '') => before + yearWords(Number(year)),
  ],
  [
    new RegExp(
      `(\\bthe )(${YEAR})(?= (?:[Gg]enocide|[Ee]lection|[Cc]ensus|[Cc]onstitution|World|Olympic))`,
      'gi',
    ),
    (_, before = '', year = '') => before + yearWords(Number(year)),
  ],
];

const HALF_OF_DAY = String.raw`(?: ?([aApP])\.?[mM](?:\.(?! ?[A-Z]|$)|(?![\p{L}\d])))`;
const HOUR = '(?<![\\d:.,/])([01]?\\d|2[0-4])';

const times: readonly Rule[] = [
  [
    /(?<=\d|\d ?[ap]\.?m\.?) ?[-–] ?(?=\d{1,2}(?:[:h.][0-5]\d)?(?::| ?[ap]\.?m(?!\p{L})|(?<=[:h]\d\d)(?!\d)))/giu,
    ' to ',
  ],
  [
    /(?<=\b[Rr]atio(?: of| is)? )(\d{1,15}):(\d{1,15})(?![:\d])/g,
    (_, first = '', second = '') => `${first} to ${second}`,
  ],
  [
    new RegExp(`${HOUR}[:hH]([0-5]\\d)(?::([0-5]\\d))?(?![\\d:]|\\.\\d)${HALF_OF_DAY}?`, 'gu'),
    (_, hour = '', minutes = '', seconds = '', half = '') =>
      clockWords(hour, minutes, half) + (seconds && ` and ${seconds} seconds`),
  ],
  [
    new RegExp(`${HOUR}(?:\\.([0-5]\\d))?${HALF_OF_DAY}`, 'gu'),
    (_, hour = '', minutes = '00', half = '') => clockWords(hour, minutes, half),
  ],
  [/(?<![\d.,])\d{1,15}(?::\d{1,15}){1,3}(?![:\d])/g, (ratio) => ratio.replaceAll(':', ' to ')],
];

/** Dates, years and times of day in words, and ratios, which look like times. */
export function spokenCalendar(text: string): string {
  return applied([...dates, ...years, ...times], text);
}

/** Day first, unless only the other order makes a date. */
function dateWords(written: string, first: string, second: string, year: string): string {
  const [day, month] =
    Number(second) > 12 ? [Number(second), Number(first)] : [Number(first), Number(second)];
  const name = months[month - 1];
  if (name === undefined || day < 1 || day > 31) return written;
  const full = year.length === 2 ? 2000 + Number(year) : Number(year);
  return `the ${ordinalWords(day)} of ${name} ${yearWords(full)}`;
}

/** The full name behind an abbreviation of at least three letters. */
function nameOf(names: readonly string[], written: string): string {
  return names.find((name) => name.startsWith(written.slice(0, 3))) ?? written;
}

function decadeWords(words: string): string {
  return `${words.replace(/y$/, 'ie')}s`;
}

/** Ten thirty; nine oh five; eight o'clock; seven a.m.; fourteen hundred. */
function clockWords(hour: string, minutes: string, half: string): string {
  const suffix = half && ` ${half.toLowerCase()}.m.`;
  const words = integerWords(Number(hour));
  if (minutes !== '00') {
    return `${words} ${minutes.startsWith('0') ? 'oh ' : ''}${integerWords(Number(minutes))}${suffix}`;
  }
  if (suffix) return words + suffix;
  return Number(hour) > 12
    ? `${words} hundred`
    : Number(hour) === 0
      ? 'midnight'
      : `${words} o'clock`;
}
