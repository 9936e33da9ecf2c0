import type { CallerInput, Fit } from '../../tutor/index.js';
import type { Heard, TurnEffect } from './events.js';

/** A stretch of the caller's audio, in ms of audio received; a pause inside does not end it. */
export interface Utterance {
  readonly fromMs: number;
  readonly voicedMs: number;
  readonly pauses: number;
}

/** A reply that was thrown away unheard because the caller made a sound; due again if no words come. */
export interface PendingInput {
  readonly input: CallerInput;
  readonly heard: Heard | null;
}

export interface SpokenWords {
  readonly text: string;
  readonly fit: Fit;
  readonly heard: Heard;
}

export type Caller =
  | { readonly phase: 'quiet'; readonly voicedMs: number }
  | {
      readonly phase: 'talking';
      readonly utterance: Utterance;
      readonly silentMs: number;
      /** The words so far, where the recogniser gives them early; else empty. */
      readonly partial: string;
      readonly pending: PendingInput | null;
    }
  | {
      readonly phase: 'pausing';
      readonly utterance: Utterance;
      /** Voice that came back in the pause, not yet enough to count. */
      readonly voicedMs: number;
      readonly speechEndedAtMs: number;
      /** The utterance reached its maximum: what follows belongs to the next one. */
      readonly final: boolean;
      readonly partial: string;
      /** What was said, once it is recognised. */
      readonly words: SpokenWords | null;
      /** How finished it sounds, once that is known. */
      readonly completion: number | null;
      readonly pending: PendingInput | null;
    };

export type TutorTurn =
  | { readonly phase: 'idle' }
  | {
      readonly phase: 'preparing';
      readonly generation: number;
      /** True once the turn is the tutor's: audio may leave from now on. */
      readonly committed: boolean;
      readonly origin: PendingInput;
      /** What the caller said, to be continued if they go on before anything is heard. */
      readonly utterance: Utterance | null;
    }
  | {
      readonly phase: 'playing';
      readonly generation: number;
      /** False for what is to be heard to its end. */
      readonly interruptible: boolean;
    }
  /** Silenced by the caller's voice; not yet known whether it is an interruption. */
  | {
      readonly phase: 'held';
      readonly generation: number;
      /** What the caller was hearing. */
      readonly clause: string;
    };

export interface TurnState {
  readonly caller: Caller;
  readonly tutor: TutorTurn;
  /** The newest generation that was given out. Results of an older one are dropped at the door. */
  readonly generation: number;
  /** Reprompts since the caller was last heard. */
  readonly silenceSteps: number;
  /** Replies prepared since the caller last had an answer. */
  readonly speculations: number;
  /** How long this caller pauses inside a sentence, on average; null when they have not yet. */
  readonly usualPauseMs: number | null;
  /** Words that bridged the present wait. */
  readonly fillers: number;
  readonly failedRecognitions: number;
  /** Rises with each reply that could not be spoken, and falls half as fast with each that could. */
  readonly muteness: number;
  readonly ended: boolean;
}

export interface Step {
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}

export const quiet: Caller = { phase: 'quiet', voicedMs: 0 };
export const idle: TutorTurn = { phase: 'idle' };

export const initialState: TurnState = {
  caller: quiet,
  tutor: idle,
  generation: 0,
  silenceSteps: 0,
  speculations: 0,
  usualPauseMs: null,
  fillers: 0,
  failedRecognitions: 0,
  muteness: 0,
  ended: false,
};

/** The state with `changes`, and the effects that go with them. */
export function to(
  state: TurnState,
  changes: Partial<TurnState>,
  ...effects: readonly TurnEffect[]
): Step {
  return { state: { ...state, ...changes }, effects };
}

/** Runs `next` on the outcome of `step`, joining their effects. */
export function andThen(step: Step, next: (state: TurnState) => Step): Step {
  const following = next(step.state);
  return { state: following.state, effects: [...step.effects, ...following.effects] };
}
