import { applied, type Rule } from '../rule.js';

/** Punctuation becomes what a voice can do with it; all else that is not a letter goes. */
const rules: readonly Rule[] = [
  [/…|\.{2,}/g, '. '],
  [/(?<![| ])[| ]+$/g, ''],
  [/[|—]| [–-] /g, ', '],
  [/[^\p{L}\p{M} .,;:?!'-]/gu, ' '],
  [/(?<![\p{L}\p{M}])\p{M}+/gu, ''],
  [/(?<![\p{L}\p{M}])['-]+|['-]+(?![\p{L}\p{M}])/gu, ' '],
  [/\s+/g, ' '],
  [/ (?=[.,;:?!])/g, ''],
  [/[.,;:?!]{2,}/g, strongest],
  [/([,;:?!])(?=\p{L})/gu, '$1 '],
  [/^[ .,;:?!]+| $/g, ''],
];

/** Words and the punctuation of sentences, nothing twice and nothing loose. */
export function tidyPunctuation(text: string): string {
  return applied(rules, text).normalize('NFC');
}

/** One mark out of many: a question or a cry before a full stop, that before a comma. */
function strongest(marks: string): string {
  return /[?!]/.exec(marks)?.[0] ?? (marks.includes('.') ? '.' : marks.slice(-1));
}
