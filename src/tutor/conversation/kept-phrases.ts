import type { Clause } from '../tutor.js';
import * as phrases from './phrases.js';

const clauses = Object.values<unknown>(phrases).filter(isClause);
const { praises, encouragements, farewells, fillers, menuQuestion } = phrases;

/** All that the tutor says outside lessons in words that never change: what must play when the voice is down. */
export const keptPhrases: readonly string[] = [
  ...new Set([
    ...[...clauses, menuQuestion(true), menuQuestion(false)].map(({ text }) => text),
    ...[praises, encouragements, farewells, fillers].flat(),
  ]),
];

function isClause(value: unknown): value is Clause {
  return typeof value === 'object' && value !== null && 'fixed' in value && 'text' in value;
}
