import type { EventBody, Heard } from './events.js';
import type { TurnPolicy } from './policy.js';
import { dropReply, prepare } from './replying.js';
import { andThen, to, type SpokenWords, type Step, type TurnState } from './state.js';

/**
 * Words that were understood while the caller speaks. In a pause the answer to them is begun at once,
 * before they are final.
 */
export function onPartial(
  state: TurnState,
  { text }: EventBody<'partial'>,
  atMs: number,
  policy: TurnPolicy,
): Step {
  const { caller } = state;
  if (caller.phase === 'quiet') return to(state, {});
  const informed = { ...state, caller: { ...caller, partial: text } };
  return caller.phase === 'pausing' ? guess(informed, atMs, policy) : to(informed, {});
}

/** Begins the answer to what is likely to have been said. */
export function guess(state: TurnState, atMs: number, policy: TurnPolicy): Step {
  const { caller, tutor } = state;
  if (caller.phase !== 'pausing' || caller.words !== null || caller.partial === '') {
    return to(state, {});
  }
  if (tutor.phase === 'playing' || tutor.phase === 'held') return to(state, {});
  const { partial, speechEndedAtMs, utterance } = caller;
  if (answers(state, partial)) return to(state, {});
  const { pauses } = utterance;
  const heard = { speechEndedAtMs, transcriptAtMs: atMs, confidence: null, pauses };
  return speculate(state, { text: partial, heard }, policy);
}

/** The words are final: what was prepared for the same words stands, anything else is thrown away. */
export function confirm(state: TurnState, words: SpokenWords, policy: TurnPolicy): Step {
  const { tutor } = state;
  if (tutor.phase === 'preparing' && answers(state, words.text)) {
    const { heard } = words;
    const origin = { ...tutor.origin, heard };
    const { generation } = tutor;
    return to(state, { tutor: { ...tutor, origin } }, { type: 'confirm', generation, heard });
  }
  return speculate(state, words, policy);
}

/** Prepares an answer that may yet be thrown away, as often as the policy allows. */
function speculate(
  state: TurnState,
  words: Pick<SpokenWords, 'text' | 'heard'>,
  policy: TurnPolicy,
): Step {
  const dropped = dropReply(state);
  if (state.speculations >= policy.speculationLimit) return dropped;
  return andThen(dropped, (free) => prepareAnswer(free, words));
}

/** The answer to what was said in this pause. */
export function prepareAnswer(
  state: TurnState,
  { text, heard }: { readonly text: string; readonly heard: Heard },
): Step {
  const { caller } = state;
  const utterance = caller.phase === 'pausing' ? caller.utterance : null;
  const counted = { ...state, speculations: state.speculations + 1 };
  return prepare(counted, { type: 'speech', text }, heard, utterance);
}

/** Whether what is being prepared answers these words. */
function answers({ tutor }: TurnState, text: string): boolean {
  if (tutor.phase !== 'preparing' || tutor.origin.input.type !== 'speech') return false;
  return plain(tutor.origin.input.text) === plain(text);
}

/** The words without what a recogniser adds once it is sure: capitals and punctuation. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'\s]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}
