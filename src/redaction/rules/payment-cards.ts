/**
 * The ranges of payment card numbers by first digits, with their lengths (ISO/IEC 7812 issuers):
 * Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay and Maestro.
 */
const ranges: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|095|[689])/, [14, 16, 19]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 19]],
  [/^(?:62|81)/, [16, 17, 18, 19]],
  [/^(?:50|5[6-9]|6[0137-9])/, [16, 18, 19]],
];

/** The digits of a payment card, check digit included. */
export function isPaymentCard(digits: string): boolean {
  return (
    ranges.some(([opening, lengths]) => lengths.includes(digits.length) && opening.test(digits)) &&
    passesLuhn(digits)
  );
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
