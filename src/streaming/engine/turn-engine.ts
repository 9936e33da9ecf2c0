import { isBackchannel } from './backchannel.js';
import { afterMuteReply, muteness, onFillerDue, onUnrecognised } from './bridging.js';
import { waitAfter } from './endpointing.js';
import type { Heard, TimerName, TurnEvent } from './events.js';
import { onActivity } from './listening.js';
import type { TurnPolicy } from './policy.js';
import { awaitCaller, commit, dropReply, replyAtOnce } from './replying.js';
import { confirm, onPartial, prepareAnswer } from './speculating.js';
import { andThen, idle, quiet, to, type Step, type TurnState } from './state.js';

type EventOf<Type extends TurnEvent['type']> = Extract<TurnEvent, { type: Type }>;

/**
 * The rules of conversation: who may speak, what is prepared, what is thrown away. Pure: no clock,
 * no I/O. The caller is quiet, talking or pausing; the tutor is idle, preparing, playing or held.
 */
export function step(state: TurnState, event: TurnEvent, policy: TurnPolicy): Step {
  if (state.ended) return to(state, {});
  switch (event.type) {
    case 'started':
      return andThen(
        to(state, {}, { type: 'set-timer', timer: 'limit', delayMs: policy.callLimitMs }),
        (started) => replyAtOnce(started, { type: 'connected' }),
      );
    case 'activity':
      return onActivity(state, event, policy);
    case 'transcript':
      return onTranscript(state, event, policy);
    case 'partial':
      return onPartial(state, event, event.atMs, policy);
    case 'recognition-failed':
      return onRecognitionFailed(state, event, policy);
    case 'completion':
      return onCompletion(state, event, policy);
    case 'held':
      return onHeld(state, event);
    case 'playback-started':
      return onPlaybackStarted(state, event, policy);
    case 'playback-ended':
      return onPlaybackEnded(state, event, policy);
    case 'key':
      return onKey(state, event);
    case 'timer':
      return onTimer(state, event.timer, policy);
    case 'closed':
      return end(state);
  }
}

function onTranscript(state: TurnState, event: EventOf<'transcript'>, policy: TurnPolicy): Step {
  const { caller } = state;
  if (caller.phase !== 'pausing' || event.generation !== state.generation) return to(state, {});
  const { tutor } = state;
  const goesOn = tutor.phase === 'held' && isBackchannel(event.text, tutor.clause);
  if (goesOn || event.text === '') return noWords(state, policy);
  const heard: Heard = {
    speechEndedAtMs: caller.speechEndedAtMs,
    transcriptAtMs: event.atMs,
    confidence: event.confidence,
    pauses: caller.utterance.pauses,
  };
  // Of what is being said, the tutor's state knows nothing yet.
  const fit = tutor.phase === 'held' ? { ...event.fit, answer: null } : event.fit;
  const words = { text: event.text, fit, heard };
  const heardOf = { silenceSteps: 0, failedRecognitions: 0 };
  const understood = { ...state, ...heardOf, caller: { ...caller, words } };
  const prepared = confirm(understood, words, policy);
  return andThen(prepared, (next) => chooseWait(next, event.atMs, policy));
}

function onCompletion(state: TurnState, event: EventOf<'completion'>, policy: TurnPolicy): Step {
  const { caller } = state;
  if (caller.phase !== 'pausing' || event.generation !== state.generation) return to(state, {});
  const sounded = { ...state, caller: { ...caller, completion: event.probability } };
  return chooseWait(sounded, event.atMs, policy);
}

/** Decides by what is known so far when the turn is over, which may be now. */
function chooseWait(state: TurnState, atMs: number, policy: TurnPolicy): Step {
  const { caller, usualPauseMs } = state;
  if (caller.phase !== 'pausing' || !caller.words) return to(state, {});
  const { text, fit } = caller.words;
  const evidence = { text, fit, completion: caller.completion, usualPauseMs };
  const waitMs = caller.final ? 0 : waitAfter(evidence, policy);
  const delayMs = caller.speechEndedAtMs + waitMs - atMs;
  if (delayMs <= 0) return answerNow(state);
  return to(state, {}, { type: 'set-timer', timer: 'wait', delayMs });
}

/** The turn is over: what was prepared is released, or prepared now if it was not. */
function answerNow(state: TurnState): Step {
  const { caller, tutor } = state;
  const words = caller.phase === 'pausing' ? caller.words : null;
  const isMissing = tutor.phase === 'idle' && words !== null;
  return andThen(isMissing ? prepareAnswer(state, words) : to(state, {}), commit);
}

/** A held reply goes on when it is not known what was said; else the tutor asks again. */
function onRecognitionFailed(
  state: TurnState,
  event: EventOf<'recognition-failed'>,
  policy: TurnPolicy,
): Step {
  if (state.caller.phase !== 'pausing' || event.generation !== state.generation)
    return to(state, {});
  if (state.tutor.phase === 'held') return noWords(state, policy);
  return onUnrecognised(state);
}

/** A cough, a noise, a "mm-hm": whatever it stopped goes on. */
function noWords(state: TurnState, policy: TurnPolicy): Step {
  const { caller, tutor } = state;
  const listening = { ...state, caller: quiet };
  if (tutor.phase === 'held') {
    const { generation } = tutor;
    return to(
      listening,
      { tutor: { phase: 'playing', generation, interruptible: true } },
      { type: 'resume', generation },
    );
  }
  const pending = caller.phase === 'pausing' ? caller.pending : null;
  return andThen(dropReply(listening), (free) =>
    pending ? replyAtOnce(free, pending.input, pending.heard) : awaitCaller(free, policy),
  );
}

function onHeld(state: TurnState, { generation, clause }: EventOf<'held'>): Step {
  const { tutor } = state;
  if (tutor.phase !== 'held' || tutor.generation !== generation) return to(state, {});
  return to(state, { tutor: { ...tutor, clause } });
}

function onPlaybackStarted(
  state: TurnState,
  event: EventOf<'playback-started'>,
  policy: TurnPolicy,
): Step {
  const { tutor } = state;
  if (tutor.phase !== 'preparing' || tutor.generation !== event.generation) return to(state, {});
  const isGreeting = tutor.origin.input.type === 'connected';
  const interruptible = policy.greetingInterruptible || !isGreeting;
  const { generation } = event;
  return to(
    state,
    { tutor: { phase: 'playing', generation, interruptible }, fillers: 0 },
    { type: 'cancel-timer', timer: 'filler' },
  );
}

function onPlaybackEnded(
  state: TurnState,
  event: EventOf<'playback-ended'>,
  policy: TurnPolicy,
): Step {
  const { tutor } = state;
  if (tutor.phase === 'idle' || tutor.generation !== event.generation) return to(state, {});
  const ended = { tutor: idle, muteness: muteness(state, event) };
  const settled = to(state, ended, { type: 'settle', generation: event.generation });
  if (event.endsCall)
    return andThen(settled, (next) => andThen(to(next, {}, { type: 'hang-up' }), end));
  if (state.caller.phase !== 'quiet') return settled;
  return andThen(settled, (next) =>
    event.mute ? afterMuteReply(next) : awaitCaller(next, policy),
  );
}

function onKey(state: TurnState, event: EventOf<'key'>): Step {
  const dropped = andThen(dropReply(state), (free) => {
    const stopListening =
      free.caller.phase === 'pausing' ? [{ type: 'abort-recognition' } as const] : [];
    return to(
      free,
      { caller: quiet, silenceSteps: 0 },
      { type: 'cancel-timer', timer: 'wait' },
      ...stopListening,
    );
  });
  return andThen(dropped, (free) => replyAtOnce(free, { type: 'key', digit: event.digit }));
}

function onTimer(state: TurnState, timer: TimerName, policy: TurnPolicy): Step {
  switch (timer) {
    case 'filler':
      return onFillerDue(state, policy);
    case 'wait':
      return state.caller.phase === 'pausing' ? answerNow(state) : to(state, {});
    case 'silence': {
      if (state.caller.phase !== 'quiet' || state.tutor.phase !== 'idle') return to(state, {});
      const silenceSteps = state.silenceSteps + 1;
      return replyAtOnce({ ...state, silenceSteps }, { type: 'silence', step: silenceSteps });
    }
    case 'limit':
      return andThen(dropReply(state, 'end'), (free) =>
        andThen(to(free, {}, { type: 'hang-up' }), end),
      );
  }
}

/** The call is over: what was heard is kept, everything else stops. */
function end(state: TurnState): Step {
  return andThen(dropReply(state, 'end'), (free) =>
    to(
      free,
      { ended: true, caller: quiet, generation: free.generation + 1 },
      { type: 'abort-recognition' },
      { type: 'cancel-timer', timer: 'wait' },
      { type: 'cancel-timer', timer: 'filler' },
      { type: 'cancel-timer', timer: 'silence' },
      { type: 'cancel-timer', timer: 'limit' },
    ),
  );
}
