import { redactEmails } from './rules/redact-emails.js';
import { redactNumbers } from './rules/redact-numbers.js';

/**
 * Replaces what could identify a caller by markers: phone numbers, e-mail addresses, national
 * identity and card numbers, written or spoken. Sums, prices, dates and counting stay. Takes time in
 * proportion to the length, whatever the text, and a second application changes nothing.
 */
export function redact(text: string): string {
  return redactNumbers(redactEmails(text));
}
