import { findPersonal } from './find-personal.js';
import { markers, type Personal } from './personal-kind.js';

/** Stands for a text that could not be looked through. */
export const withheld = '[TEXT_WITHHELD]';

/**
 * Replaces what could identify a caller by markers, see `findPersonal`. A second application changes
 * nothing. Never throws: a text that cannot be looked through is replaced whole.
 */
export function redact(text: string): string {
  try {
    return replacePersonal(text, findPersonal(text));
  } catch {
    return withheld;
  }
}

/** Puts the markers in the places that were found. */
export function replacePersonal(text: string, found: readonly Personal[]): string {
  let kept = 0;
  let redacted = '';
  for (const { kind, start, end } of found) {
    redacted += text.slice(kept, start) + markers[kind];
    kept = end;
  }
  return redacted + text.slice(kept);
}
