import { digitWords } from '../number-words.js';
import { applied, type Rule } from '../rule.js';

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  times: '×',
  divide: '÷',
  deg: '°',
  minus: '−',
  frac12: ' 1/2',
  frac14: ' 1/4',
  frac34: ' 3/4',
  '#39': "'",
  apos: "'",
};

/** A number, a bracket or an unknown, so that a hyphen or a star beside it is a sign of arithmetic. */
const BEFORE = String.raw`(?<=[\d)%]|(?<![\p{L}'])[b-hj-zB-HJ-Z])`;
const BEHIND = String.raw`(?=[\d(√]|[-−]\d|[b-hj-zB-HJ-Z](?![\p{L}']))`;

/** Where the eye sees a gap; punctuation makes a comma of it, unless the text ends there. */
const PAUSE = ' | ';

/** What looks like markup and is not. */
const lookalikes: readonly Rule[] = [
  [
    /(?<![*\d])\*(\d{1,4}(?:\*\d{1,12}){0,6})#/g,
    (_, code = '') => ` star ${digitWords(code).replaceAll(' * ', ', star ')}, hash `,
  ],
  [/(?<=\d)\*\*(?=\d{1,15}(?![\d*]))/g, '^'],
  [new RegExp(`${BEFORE} ?(?<!\\*)\\*(?!\\*) ?${BEHIND}`, 'gu'), ' × '],
  [new RegExp(`${BEFORE} - ${BEHIND}`, 'gu'), ' − '],
  [/(?<= )_{2,}(?= |[.,?!=]|$)/gm, 'blank'],
];

/**
 * Markdown, HTML and addresses: what is meant for the eye goes, what is meant for the ear stays.
 * Text comes clause by clause and without its line breaks, so each mark is also known by itself:
 * opened and not closed, closed and not opened, in the middle of a line.
 */
const rules: readonly Rule[] = [
  [/```[^`]*(?:```|$)/g, ' '],
  [/<!--[^>]{0,2000}(?:>|$)/g, ' '],
  [/<(?:script|style)(?: [^<>]{0,300})?>[^<]*/gi, ' '],
  [/!?\[([^[\]]{0,300})\](?:\([^()\s]{0,2000}(?: "[^"]{0,200}")? ?\)?|\[[^[\]]{0,100}\])/g, '$1'],
  [/\]\([^()\s]{0,2000}\)?/g, ' '],
  [/<?(?:https?:\/\/|www\.)[^\s<>]*[^\s<>.,;:!?)\]"'*]>?/gi, ' '],
  [/\[(?:\^?\d{1,3}|[ xX])\]/g, ' '],
  [/<br ?\/?>|<\/(?:p|li|tr|td|th|h\d|div)>/gi, PAUSE],
  [/<\/?[a-z][\w-]{0,30}(?: [^<>=]{0,100}=[^<>]{0,500})? ?\/?>/gi, ' '],
  [/<[a-z][\w-]{0,30} [a-z-]{1,30}=[^<>]*$/gi, ' '],
  [/&(#?\w{2,8});/g, (_, name = '') => entities[name] ?? ' '],
  [/^ ?(?:[-*_] ?){3,}$/gm, ' '],
  [/={3,}|:?-{3,}:?/g, ' '],
  [/^ ?(?:#{1,6}|[-*+•>‣◦]) /gm, ' '],
  [/(?<=[\p{L}\p{M}\d]) ?\n/gu, PAUSE],
  [/\n/g, ' '],
  [/(?<=[^\d\s]) [-*] (?=[^\d\s])| (?:#{1,6}|[•‣◦]) |[|•‣◦]/g, PAUSE],
  [/[`*]+|~{2,}|_{2,}/g, ''],
  [/(?<![\p{L}\d])_|_(?![\p{L}\d])/gu, ''],
  [/_/g, ' '],
];

export function withoutMarkup(text: string): string {
  return applied(rules, applied(lookalikes, text));
}
