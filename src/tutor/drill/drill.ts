import type { Clause, Fit } from '../tutor.js';

/** What a learner's words are as an answer to one item. */
export type Verdict =
  | { readonly kind: 'right' }
  /** `missed` are the words to say again, where there are such. */
  | { readonly kind: 'wrong'; readonly missed: readonly string[] }
  /** Nothing in it that could be an answer. */
  | { readonly kind: 'unclear' };

/**
 * A lesson that asks one item after another from levels of rising difficulty. Everything it says
 * about an item is fixed text: the packs are finite, and the audio is kept.
 */
export interface Drill<Item> {
  readonly levels: readonly (readonly Item[])[];
  /** Said when the learner enters the lesson. */
  readonly welcome: string;
  question(item: Item): string;
  /** Said after a failed try; `missed` is what its verdict named. */
  hint(item: Item, missed: readonly string[]): string;
  /** Said when the learner did not manage, before the next item. */
  solution(item: Item): string;
  judge(item: Item, said: string): Verdict;
  /** What words that are not right may still become when the learner goes on. */
  mayGoOn(item: Item, said: string): Exclude<Fit['answer'], 'whole'>;
  /** What the caller is to key, or null when the item can only be spoken. */
  keyed(item: Item): string | null;
}

/** A clause whose wording never changes. */
export function fixed(text: string): Clause {
  return { text, fixed: true };
}
