import type { DigitGroup } from './digit-runs.js';

export type NumberMarker = '[PHONE_REDACTED]' | '[ID_REDACTED]' | '[CARD_REDACTED]';

/** Some groups in a row, and how they were written. */
export interface Window {
  readonly digits: string;
  readonly groups: readonly DigitGroup[];
}

/** What a personal number looks like: how it begins, how long it is, and how it must be written. */
export interface NumberShape {
  readonly marker: NumberMarker;
  /** Sticky: tried at the first digit. */
  readonly opening: RegExp;
  /** In the order they are tried. */
  readonly lengths: readonly number[];
  readonly fits: (window: Window) => boolean;
  /** Only behind a plus sign. */
  readonly onlyAfterPlus?: true;
}

/** Shapes in the order they are tried, and one pattern that tells in advance whether any can match. */
export interface NumberShapes {
  readonly list: readonly NumberShape[];
  /** The openings of all shapes that need no plus sign. */
  readonly anyOpening: RegExp;
}

const phone = '[PHONE_REDACTED]';
const card = '[CARD_REDACTED]';
/** Payment card ranges by first digits: 3 to 6, and the newer Mastercard range 2221 to 2720. */
const cardOpening = /[3-6]|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)/y;
const cardLengths = [19, 18, 17, 16, 15, 14, 13];

const always = (): boolean => true;

/** Numbers that nothing else looks like; they are found anywhere between other digits. */
export const certainShapes = inOrder([
  // Rwandan mobiles: 07 and then 2, 3, 8 or 9, with or without the country code.
  { marker: phone, opening: /07[2389]/y, lengths: [10], fits: (window) => !isDated(window) },
  { marker: phone, opening: /2507[2389]/y, lengths: [12], fits: isNoAmount },
  { marker: phone, opening: /25007[2389]/y, lengths: [13], fits: always },
  { marker: phone, opening: /002507[2389]/y, lengths: [14], fits: always },
  { marker: phone, opening: /0025007[2389]/y, lengths: [15], fits: always },
  // The neighbours' mobiles: Kenya, Tanzania, Uganda, Burundi, DR Congo.
  {
    marker: phone,
    opening: /254[17]|255[67]|256[347]|257[67]|243[89]/y,
    lengths: [12],
    fits: (window) => !isRound(window) && isNoAmount(window),
  },
  // National identity: status, year of birth, and thirteen more digits.
  { marker: '[ID_REDACTED]', opening: /[123](?:19|20)/y, lengths: [16], fits: always },
  // E.164, with the plus sign or the international prefix.
  {
    marker: phone,
    onlyAfterPlus: true,
    opening: /[1-9]/y,
    lengths: [15, 14, 13, 12, 11, 10, 9],
    fits: ({ groups }) => groups.length === 1 || (groups[0]?.digits.length ?? 0) < 10,
  },
  {
    marker: phone,
    opening: /00[1-9]/y,
    lengths: [17, 16, 15, 14, 13, 12, 11],
    fits: ({ groups }) => (groups[0]?.digits.length ?? 0) >= 2,
  },
]);

/** Numbers that a sum could look like too; the way they are grouped decides. */
export const likelyShapes = inOrder([
  {
    marker: phone,
    opening: /[2-9]\d\d[2-9]/y,
    lengths: [10],
    fits: (window) => isGrouped(window, '3-3-4'),
  },
  {
    marker: phone,
    opening: /1[2-9]\d\d[2-9]/y,
    lengths: [11],
    fits: (window) => isGrouped(window, '1-3-3-4', '1-10', '11'),
  },
  {
    marker: phone,
    opening: /0[1-9]/y,
    lengths: [11, 10],
    fits: (window) => isWritten(window) && !isDated(window),
  },
  {
    marker: phone,
    opening: /7[2389]/y,
    lengths: [9],
    fits: (window) => window.groups.length <= 4 && isWritten(window) && !isRound(window),
  },
  {
    marker: card,
    opening: cardOpening,
    lengths: cardLengths,
    fits: (window) => window.groups.length <= 6 && isWritten(window) && passesLuhn(window.digits),
  },
]);

/** The same when read out digit by digit; then they must be all that was read out. */
export const dictatedShapes = inOrder([
  { marker: phone, opening: /7[2389]/y, lengths: [9], fits: isDictated },
  {
    marker: card,
    opening: cardOpening,
    lengths: cardLengths,
    fits: (window) => isDictated(window) && passesLuhn(window.digits),
  },
]);

function inOrder(list: readonly NumberShape[]): NumberShapes {
  const openings = list
    .filter((shape) => !shape.onlyAfterPlus)
    .map((shape) => `(?:${shape.opening.source})`);
  return { list, anyOpening: new RegExp(openings.join('|'), 'y') };
}

function isGrouped({ groups }: Window, ...allowed: readonly string[]): boolean {
  const sizes = groups.map((group) => group.digits.length).join('-');
  return allowed.includes(sizes) && !isList(groups);
}

/** In one piece or in groups of two and more: neither a list, nor counting, nor a decimal. */
function isWritten({ groups }: Window): boolean {
  return (
    groups.every((group) => group.digits.length >= 2) &&
    !isList(groups) &&
    !isCounting(groups) &&
    !isDecimal(groups)
  );
}

/** One digit at a time, "double eight" included. */
function isDictated({ groups }: Window): boolean {
  return groups.every(({ digits }) => new Set(digits).size === 1) && !isList(groups);
}

/** Month, day, year and what follows. */
function isDated({ groups }: Window): boolean {
  const [month, day, year, rest] = groups.map((group) => group.digits.length);
  return month === 2 && day === 2 && year === 4 && rest !== undefined;
}

/** Not thousands, as in 250,788,123,456. */
function isNoAmount({ groups }: Window): boolean {
  const rest = groups.slice(1);
  return (
    rest.length === 0 || !rest.every((group) => group.gap === ',' && group.digits.length === 3)
  );
}

function isList(groups: readonly DigitGroup[]): boolean {
  return groups.slice(1).some((group) => group.gap.includes(','));
}

function isDecimal(groups: readonly DigitGroup[]): boolean {
  const [whole, fraction, ...rest] = groups;
  return rest.length === 0 && fraction?.gap === '.' && !/^0\d/.test(whole?.digits ?? '');
}

function isCounting(groups: readonly DigitGroup[]): boolean {
  const values = groups.map((group) => Number(group.digits));
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  return steps.length >= 3 && steps[0] !== 0 && steps.every((step) => step === steps[0]);
}

/** Four zeros at the end: an amount. */
function isRound({ digits }: Window): boolean {
  return digits.endsWith('0000');
}

/** The check digit of payment cards, ISO/IEC 7812-1. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
