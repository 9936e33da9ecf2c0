import type { ErrorCode } from '../common/errors.js';

/** What the caller did, as the tutor is told of it. */
export type CallerInput =
  | { readonly type: 'connected' }
  | { readonly type: 'speech'; readonly text: string }
  | { readonly type: 'key'; readonly digit: string }
  /**
   * The caller says nothing: 1 for the first reprompt, 2 for a simpler one, 3 for the goodbye.
   * `canText` when a text message would reach them.
   */
  | { readonly type: 'silence'; readonly step: number; readonly canText?: boolean }
  /** Not the caller's doing: nobody can be heard, or nothing said, and the call is to end kindly. */
  | { readonly type: 'trouble'; readonly with: 'hearing' | 'voice'; readonly canText?: boolean };

/** A few words that are synthesised, played and heard together. */
export interface Clause {
  /** Speakable text: words, no markup and no symbols. */
  readonly text: string;
  /** The wording never changes, so its audio may be kept on disk. */
  readonly fixed?: boolean;
}

/** How the reply came about, for the turn's record. */
export interface ReplyFacts {
  readonly module: string;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** The model that answered, or null for the deterministic part of the tutor. */
  readonly model: string | null;
  /** What gamification shows: streak and mastery. */
  readonly gamification: Readonly<Record<string, number>>;
  /** What went wrong behind the reply, or null. The caller has already been told in words. */
  readonly error: ErrorCode | null;
}

/**
 * A reply in the making. Nothing has happened yet: only `settle` yields the state that follows, so a
 * reply that is thrown away leaves no trace.
 */
export interface TutorReply {
  /**
   * In the order of speaking. Ends early when the signal is aborted. May be empty: a key that is
   * not yet a whole answer is taken in silence.
   */
  readonly clauses: AsyncIterable<Clause>;
  /**
   * The state after this turn, given the clauses that the caller really heard. Called once, after
   * `clauses` ended or was aborted.
   */
  settle(heard: readonly Clause[]): TutorState;
  /** Complete once `clauses` has ended. */
  facts(): ReplyFacts;
  /** True when the call is to be ended after the last clause. */
  readonly endsCall: boolean;
  /** A text message for the caller, sent once all of the reply was heard; null for none. */
  readonly text: string | null;
}

/** Plain data that survives JSON: where the learner is and what was said. Saved at every turn. */
export interface TutorState {
  readonly module: string;
  /** The lesson's own progress. */
  readonly lesson: Readonly<Record<string, unknown>>;
  /** What both sides said and heard, oldest first, bounded. */
  readonly history: readonly { readonly role: 'caller' | 'tutor'; readonly text: string }[];
  /** The question that is open, or null: "yes" is then an answer and not a backchannel. */
  readonly openQuestion: string | null;
}

/** What somebody's words are to the question that is open. */
export interface Fit {
  /**
   * `whole`: what was asked for; `beginning`: the first part of it; `perhaps`: it may go on, as a number
   * does with which somebody starts to count; null: it cannot be told.
   */
  readonly answer: 'whole' | 'beginning' | 'perhaps' | null;
  /** How much longer than others this learner is waited for: 1 for no longer. */
  readonly patience: number;
}

export interface Tutor {
  /** The state of somebody who has never called. */
  begin(): TutorState;
  fit(state: TutorState, said: string): Fit;
  /** Said while the caller waits for longer than usual; `nth` counts from 0 within the wait. */
  filler(nth: number): Clause;
  respond(state: TutorState, input: CallerInput, signal: AbortSignal): TutorReply;
}

export const TUTOR = Symbol('TUTOR');
