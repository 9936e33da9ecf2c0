import type { Personal } from './personal-kind.js';
import { findNumbers } from './rules/find-numbers.js';
import { readDigits } from './rules/read-digits.js';
import { findSpokenEmails } from './rules/spoken-emails.js';
import { tokenize, type Token } from './rules/tokens.js';
import { findWrittenEmails } from './rules/written-emails.js';

const longestEnding = 64;

/**
 * Finds what could identify a caller: phone numbers, e-mail addresses, national identity and card
 * numbers, written or spoken. In order, without overlaps. Sums, prices, dates and counting are left
 * alone. Takes time in proportion to the length, whatever the text.
 */
export function findPersonal(text: string): Personal[] {
  return findPersonalIn(text, tokenize(text));
}

/** The same for a text whose tokens are known. */
export function findPersonalIn(text: string, tokens: readonly Token[]): Personal[] {
  if (tokens.length === 0) return [];
  const emails = [...findWrittenEmails(text), ...findSpokenEmails(text, tokens)];
  return withoutOverlaps(emails, findNumbers(text, tokens));
}

/** The text ends in a number, which the next line may continue. */
export function endsInDigits(text: string): boolean {
  const tokens = tokenize(text.slice(-longestEnding));
  return readDigits(tokens, tokens.length - 1) !== undefined;
}

/** Where both overlap it is an address with a number in it. */
function withoutOverlaps(emails: readonly Personal[], numbers: readonly Personal[]): Personal[] {
  if (emails.length === 0) return [...numbers];
  const all = [...emails, ...numbers].sort((first, second) => first.start - second.start);
  const apart: Personal[] = [];
  for (const next of all) {
    const last = apart.at(-1);
    if (!last || next.start >= last.end) apart.push(next);
    else
      apart[apart.length - 1] = {
        kind: 'email',
        start: last.start,
        end: Math.max(last.end, next.end),
      };
  }
  return apart;
}
