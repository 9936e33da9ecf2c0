import type { Counter } from 'prom-client';

/** The value if it is one that is known, otherwise `other`: a label's values are bounded by its list. */
export function oneOf<Value extends string>(
  known: readonly Value[],
  value: string,
): Value | 'other' {
  return known.find((one) => one === value) ?? 'other';
}

/** Makes the series exist before the first event, so that a rate sees that event. */
export function startAtZero<Label extends string>(
  counter: Counter<Label>,
  label: Label,
  values: readonly string[],
): void {
  for (const value of values) counter.inc({ [label]: value } as Record<Label, string>, 0);
}
