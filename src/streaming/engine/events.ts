import type { CallerInput, Fit } from '../../tutor/index.js';

/** Clocks that the engine asks the shell to run; setting one again replaces it. */
export type TimerName = 'wait' | 'filler' | 'silence' | 'limit';

/** What happens in a call. `atMs` is the monotonic clock; a `generation` names the work it comes from. */
export type TurnEvent = { readonly atMs: number } & (
  | { readonly type: 'started' }
  /** One VAD window: the chance that it held speech, and its end in audio received so far. */
  | { readonly type: 'activity'; readonly probability: number; readonly positionMs: number }
  | {
      readonly type: 'transcript';
      readonly generation: number;
      readonly text: string;
      readonly confidence: number | null;
      /** What these words are to the open question. */
      readonly fit: Fit;
    }
  /** What a streaming recogniser has understood of the utterance so far. */
  | { readonly type: 'partial'; readonly text: string }
  | { readonly type: 'recognition-failed'; readonly generation: number }
  /** How finished the caller sounds, 0 to 1: from the voice, not from the words. */
  | { readonly type: 'completion'; readonly generation: number; readonly probability: number }
  /** A reply fell silent in the middle of this clause. */
  | { readonly type: 'held'; readonly generation: number; readonly clause: string }
  /** The first audio of a reply was handed to the socket. */
  | { readonly type: 'playback-started'; readonly generation: number }
  /** The caller has heard all of a reply, or the reply had nothing to say. */
  | {
      readonly type: 'playback-ended';
      readonly generation: number;
      readonly endsCall: boolean;
      /** There were words to say, and no voice to say any of them. */
      readonly mute: boolean;
    }
  | { readonly type: 'key'; readonly digit: string }
  | { readonly type: 'timer'; readonly timer: TimerName }
  | { readonly type: 'closed' }
);

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'atMs'> : never;

/** An event before it is given its time. */
export type EventBody<Type extends TurnEvent['type'] = TurnEvent['type']> = WithoutTime<
  Extract<TurnEvent, { type: Type }>
>;

/** What the caller's words were and how they came about, for the turn's record. */
export interface Heard {
  /** When the caller's speech ended, on the monotonic clock. */
  readonly speechEndedAtMs: number;
  readonly transcriptAtMs: number;
  readonly confidence: number | null;
  /** Pauses inside the utterance that were long enough to look like its end. */
  readonly pauses: number;
}

/** Why a reply was cut: the caller spoke or pressed a key, or the call is over. */
export type CutCause = 'caller' | 'end';

/** What the shell is to do, in this order. */
export type TurnEffect =
  | {
      readonly type: 'recognize';
      readonly generation: number;
      readonly fromMs: number;
      readonly toMs: number;
    }
  | { readonly type: 'abort-recognition' }
  /** Think and synthesise, but let nothing be heard before `release`. */
  | {
      readonly type: 'prepare';
      readonly generation: number;
      readonly input: CallerInput;
      readonly heard: Heard | null;
    }
  /** The words that this reply answers are final. */
  | { readonly type: 'confirm'; readonly generation: number; readonly heard: Heard }
  | { readonly type: 'release'; readonly generation: number }
  /** Throw away a reply of which nothing was heard: it leaves no trace. */
  | { readonly type: 'abort-reply'; readonly generation: number }
  /** Silence the reply at once; whether it goes on is decided later. */
  | { readonly type: 'hold'; readonly generation: number }
  | { readonly type: 'resume'; readonly generation: number }
  /** The reply was interrupted: stop making it, keep what was heard, record the turn. */
  | { readonly type: 'cut'; readonly generation: number; readonly cause: CutCause }
  /** The reply was heard to its end: record the turn. */
  | { readonly type: 'settle'; readonly generation: number }
  /** Say a word that bridges the wait, unless something else can be heard by then. */
  | { readonly type: 'fill'; readonly nth: number }
  | { readonly type: 'set-timer'; readonly timer: TimerName; readonly delayMs: number }
  | { readonly type: 'cancel-timer'; readonly timer: TimerName }
  | { readonly type: 'hang-up' };

export type EffectOf<Type extends TurnEffect['type']> = Extract<TurnEffect, { type: Type }>;
