import type { DigitGroup } from './digit-runs.js';

/** The digits of all groups in a row. */
export function digitsOf(groups: readonly DigitGroup[]): string {
  return groups.map((group) => group.digits).join('');
}

/** Groups of these sizes, such as "3-3-4", and not the items of a list. */
export function isGrouped(groups: readonly DigitGroup[], ...allowed: readonly string[]): boolean {
  const sizes = groups.map((group) => group.digits.length).join('-');
  return allowed.includes(sizes) && !isList(groups);
}

/** One digit at a time, "double eight" included. */
export function isDictated(groups: readonly DigitGroup[]): boolean {
  return groups.every(
    ({ digits, form }) => form !== 'number' && Array.from(digits).every((d) => d === digits[0]),
  );
}

/** Month, day, year and what follows. */
export function isDated(groups: readonly DigitGroup[]): boolean {
  const [month, day, year, rest] = groups.map((group) => group.digits.length);
  return month === 2 && day === 2 && year === 4 && rest !== undefined;
}

/** Thousands, as in 250,788,123,456. */
export function isAmount([head, ...rest]: readonly DigitGroup[]): boolean {
  return (
    head !== undefined &&
    rest.length > 0 &&
    rest.every((group) => group.gap === ',' && group.digits.length === 3)
  );
}

export function isList(groups: readonly DigitGroup[]): boolean {
  return groups.some((group) => group.isItem);
}

/** Items of a list that are no single digits and no fours, as a long number is read out. */
export function isListOfNumbers(groups: readonly DigitGroup[]): boolean {
  const sizes = groups.map((group) => group.digits.length);
  const isReadOut =
    sizes.every((size) => size === 1) || sizes.slice(0, -1).every((size) => size === 4);
  return isList(groups) && !isReadOut;
}

export function isDecimal([whole, fraction, ...rest]: readonly DigitGroup[]): boolean {
  return rest.length === 0 && fraction?.gap === '.' && !/^0\d/.test(whole?.digits ?? '');
}

/** At least four numbers that rise or fall by equal steps. */
export function isCounting(groups: readonly DigitGroup[]): boolean {
  const values = groups.map((group) => Number(group.digits));
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? 0));
  return steps.length >= 3 && steps[0] !== 0 && steps.every((step) => step === steps[0]);
}

/** Four zeros at the end: an amount. */
export function isRound(digits: string): boolean {
  return digits.endsWith('0000');
}

/** Four different digits at least: neither a pattern nor noughts and ones. */
export function isVaried(digits: string): boolean {
  return new Set(digits).size >= 4;
}
