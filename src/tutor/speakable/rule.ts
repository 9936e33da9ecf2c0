/**
 * What is looked for, and what is said instead. A group that took no part in the match arrives
 * undefined, so give it a default.
 *
 * Patterns stay linear on hostile text: every repetition is bounded or cannot start in two places.
 */
export type Rule = readonly [pattern: RegExp, spoken: string | ((...groups: string[]) => string)];

/** The text after all rules, one after the other. */
export function applied(rules: readonly Rule[], text: string): string {
  return rules.reduce(
    (rest, [pattern, spoken]) =>
      typeof spoken === 'string' ? rest.replace(pattern, spoken) : rest.replace(pattern, spoken),
    text,
  );
}

/** The source of a pattern that matches any of these texts, the longest first. */
export function anyOf(texts: Iterable<string>): string {
  const longestFirst = [...texts].toSorted((a, b) => b.length - a.length);
  return `(?:${longestFirst.map((text) => text.replace(/[$.()|^]/g, '\\$&')).join('|')})`;
}
