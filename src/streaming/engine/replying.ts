import type { CallerInput } from '../../tutor/index.js';
import type { CutCause, Heard } from './events.js';
import type { TurnPolicy } from './policy.js';
import { andThen, idle, quiet, to, type Step, type TurnState, type Utterance } from './state.js';

/** Starts to prepare a reply, of which nothing is heard before `commit`. */
export function prepare(
  state: TurnState,
  input: CallerInput,
  heard: Heard | null,
  utterance: Utterance | null,
): Step {
  const { generation } = state;
  return to(
    state,
    {
      tutor: {
        phase: 'preparing',
        generation,
        committed: false,
        origin: { input, heard },
        utterance,
      },
    },
    { type: 'cancel-timer', timer: 'silence' },
    { type: 'prepare', generation, input, heard },
  );
}

/** The turn is the tutor's: what was prepared may be heard. */
export function commit(state: TurnState): Step {
  if (state.tutor.phase !== 'preparing' || state.tutor.committed) return to(state, {});
  const { generation } = state.tutor;
  return to(
    state,
    { caller: quiet, speculations: 0, tutor: { ...state.tutor, committed: true } },
    { type: 'cancel-timer', timer: 'wait' },
    { type: 'release', generation },
  );
}

/** A turn at once, for an input that needs no waiting: a key, a silence, the start of the call. */
export function replyAtOnce(
  state: TurnState,
  input: CallerInput,
  heard: Heard | null = null,
): Step {
  const fresh = { ...state, generation: state.generation + 1 };
  return andThen(prepare(fresh, input, heard, null), commit);
}

/** Ends whatever the tutor is doing: unheard work leaves no trace, heard work is cut and kept. */
export function dropReply(state: TurnState, cause: CutCause = 'caller'): Step {
  const { tutor } = state;
  switch (tutor.phase) {
    case 'idle':
      return to(state, {});
    case 'preparing':
      return to(state, { tutor: idle }, { type: 'abort-reply', generation: tutor.generation });
    case 'playing':
    case 'held':
      return to(state, { tutor: idle }, { type: 'cut', generation: tutor.generation, cause });
  }
}

/** Nobody speaks: the silence clock starts. */
export function awaitCaller(state: TurnState, policy: TurnPolicy): Step {
  return to(state, {}, { type: 'set-timer', timer: 'silence', delayMs: policy.silenceRepromptMs });
}
