import { gamificationOf } from './drill/drill-progress.js';
import type { LearnerProgress, LearnerState, ModuleName } from './tutor-state.js';
import type { CallerInput, Clause, ReplyFacts, TutorReply, TutorState } from './tutor.js';

/** What the tutor is going to say, and where that leaves the learner. */
export interface Plan {
  readonly module: ModuleName;
  readonly lesson: LearnerProgress;
  readonly say: readonly Clause[];
  /** Said last, and open once some of it was heard. Without it, the open question stays open. */
  readonly asks?: Clause;
  readonly endsCall?: boolean;
  /** A text message for after the call. */
  readonly text?: string;
}

const HISTORY_ENTRIES = 20;
const ENTRY_CHARACTERS = 600;

/** The reply that speaks a plan. */
export function spoken(
  plan: Plan,
  before: LearnerState,
  input: CallerInput,
  signal: AbortSignal,
): TutorReply {
  return {
    clauses: inOrder(clausesOf(plan), signal),
    endsCall: plan.endsCall ?? false,
    text: plan.text ?? null,
    settle: (heard) => settle(plan, before, input, heard),
    facts: () => factsOf(plan),
  };
}

export function clausesOf({ say, asks }: Plan): readonly Clause[] {
  return asks ? [...say, asks] : say;
}

/** The state after the plan was spoken, so far as it was heard. */
export function settle(
  plan: Plan,
  before: LearnerState,
  input: CallerInput,
  heard: readonly Clause[],
): TutorState {
  const { module, lesson, asks } = plan;
  const asked = asks && heard.some((clause) => isBeginning(clause.text, asks.text));
  const unasked = asks ? null : before.openQuestion;
  return {
    module,
    lesson,
    history: remember(before.history, input, heard),
    openQuestion: asked ? asks.text : unasked,
  };
}

/** The facts of a reply that needed no model. */
export function factsOf({ module, lesson }: Plan): ReplyFacts {
  return {
    module,
    tokensIn: 0,
    tokensOut: 0,
    model: null,
    gamification: module === 'menu' || module === 'ask' ? {} : gamificationOf(lesson[module]),
    error: null,
  };
}

/** The conversation with what the caller said and what they heard, without its oldest part. */
export function remember(
  history: TutorState['history'],
  input: CallerInput,
  heard: readonly Clause[],
): TutorState['history'] {
  const said = input.type === 'speech' ? input.text.trim() : '';
  const told = heard.map(({ text }) => text).join(' ');
  const entries = [
    { role: 'caller', text: said.slice(0, ENTRY_CHARACTERS) } as const,
    { role: 'tutor', text: told.slice(0, ENTRY_CHARACTERS) } as const,
  ];
  return [...history, ...entries.filter(({ text }) => text !== '')].slice(-HISTORY_ENTRIES);
}

/** A clause may have been cut while it played: its beginning was heard. */
function isBeginning(heard: string, text: string): boolean {
  return heard !== '' && text.startsWith(heard);
}

async function* inOrder(
  clauses: readonly Clause[],
  signal: AbortSignal,
): AsyncGenerator<Clause, void, undefined> {
  for (const clause of clauses) {
    if (signal.aborted) return;
    yield await Promise.resolve(clause);
  }
}
