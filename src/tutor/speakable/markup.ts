type Rule = readonly [pattern: RegExp, replacement: string];

/** Markdown, HTML and addresses: what is meant for the eye goes, what is meant for the ear stays. */
const rules: readonly Rule[] = [
  [/```[^`]*(?:```|$)/g, ' '],
  [/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1'],
  [/(?:https?:\/\/|www\.)\S*[^\s.,;:!?)]/gi, ' '],
  [/<\/?[a-z][^<>]*>/gi, ' '],
  [/^\s*(?:#{1,6}|[-*•>])\s+/gm, ''],
  [/\s(?:#{1,6}|•|\|)\s/g, ', '],
  [/(?<=\D)\s[-*]\s(?=\D)/g, ', '],
  [/(?<!\d\s?)\*+|\*+(?!\s?\d)/g, ''],
  [/`+|~{2,}|_{2,}|\\[()[\]]|\${2}/g, ''],
  [/(?<!\w)_|_(?!\w)/g, ''],
];

export function withoutMarkup(text: string): string {
  return rules.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}
