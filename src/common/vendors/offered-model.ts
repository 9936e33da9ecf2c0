/** A model in a vendor's list. */
export interface OfferedModel {
  readonly id: string;
  /** The day on which it ends, YYYY-MM-DD, when its vendor has announced one. */
  readonly shutdownDate?: string;
}

/** What the list says about one chosen model: `ended` when its last day has passed. */
export type ModelState =
  | { readonly is: 'offered' | 'missing' }
  | { readonly is: 'ending' | 'ended'; readonly shutdownDate: string };

/** @param today YYYY-MM-DD */
export function modelState(
  offered: readonly OfferedModel[],
  id: string,
  today: string,
): ModelState {
  const model = offered.find((candidate) => candidate.id === id);
  if (!model) return { is: 'missing' };
  const { shutdownDate } = model;
  if (shutdownDate === undefined) return { is: 'offered' };
  return { is: shutdownDate <= today ? 'ended' : 'ending', shutdownDate };
}
