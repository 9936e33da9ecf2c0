import type { TurnEvent } from './events.js';
import type { TurnPolicy } from './policy.js';
import { dropReply } from './replying.js';
import { guess } from './speculating.js';
import {
  andThen,
  idle,
  to,
  type Caller,
  type Step,
  type TurnState,
  type Utterance,
} from './state.js';

type Activity = Extract<TurnEvent, { type: 'activity' }>;
type Talking = Extract<Caller, { phase: 'talking' }>;
type Pausing = Extract<Caller, { phase: 'pausing' }>;
type Quiet = Extract<Caller, { phase: 'quiet' }>;

/** One VAD window: the caller starts to talk, goes on, pauses, or goes on after a pause. */
export function onActivity(state: TurnState, event: Activity, policy: TurnPolicy): Step {
  switch (state.caller.phase) {
    case 'quiet':
      return whileQuiet(state, state.caller, event, policy);
    case 'talking':
      return whileTalking(state, state.caller, event, policy);
    case 'pausing':
      return whilePausing(state, state.caller, event, policy);
  }
}

/** The voiced time that ends with this window; 0 when it held no voice. It begins clearly and may waver. */
function voicedRun(voicedMs: number, event: Activity, policy: TurnPolicy): number {
  const threshold = voicedMs > 0 ? policy.silenceThreshold : policy.voiceThreshold;
  return event.probability >= threshold ? voicedMs + policy.windowMs : 0;
}

function whileQuiet(state: TurnState, caller: Quiet, event: Activity, policy: TurnPolicy): Step {
  const voicedMs = voicedRun(caller.voicedMs, event, policy);
  const { tutor } = state;
  if (tutor.phase === 'playing' && !tutor.interruptible) return to(state, {});
  const neededMs = tutor.phase === 'playing' ? policy.bargeInStartMs : policy.speechStartMs;
  if (voicedMs < neededMs) return to(state, { caller: { phase: 'quiet', voicedMs } });
  const fromMs = Math.max(0, event.positionMs - voicedMs - policy.prerollMs);
  return startTalking(state, { fromMs, voicedMs, pauses: 0 });
}

/** The caller has the floor: a reply that is heard is silenced, one still in the making is dropped. */
function startTalking(state: TurnState, utterance: Utterance): Step {
  const { tutor } = state;
  const talking = { phase: 'talking', utterance, silentMs: 0, partial: '', pending: null } as const;
  const cancelSilence = { type: 'cancel-timer', timer: 'silence' } as const;
  switch (tutor.phase) {
    case 'idle':
    case 'held':
      return to(state, { caller: talking }, cancelSilence);
    case 'playing':
      return to(
        state,
        { caller: talking, tutor: { phase: 'held', generation: tutor.generation, clause: '' } },
        { type: 'hold', generation: tutor.generation },
      );
    case 'preparing': {
      const continued = tutor.utterance
        ? { ...utterance, fromMs: tutor.utterance.fromMs, pauses: tutor.utterance.pauses + 1 }
        : utterance;
      return to(
        state,
        { caller: { ...talking, utterance: continued, pending: tutor.origin }, tutor: idle },
        { type: 'abort-reply', generation: tutor.generation },
      );
    }
  }
}

function whileTalking(
  state: TurnState,
  caller: Talking,
  event: Activity,
  policy: TurnPolicy,
): Step {
  const { utterance } = caller;
  if (event.probability < policy.silenceThreshold) {
    const silentMs = caller.silentMs + policy.windowMs;
    if (silentMs >= policy.triggerMs)
      return pause(state, { ...caller, silentMs }, event, { final: false, policy });
    return to(state, { caller: { ...caller, silentMs } });
  }
  const voicedMs = utterance.voicedMs + policy.windowMs;
  const talking = { ...caller, utterance: { ...utterance, voicedMs }, silentMs: 0 };
  if (event.positionMs - utterance.fromMs >= policy.utteranceMaxMs) {
    return pause(state, talking, event, { final: true, policy });
  }
  const next = to(state, { caller: talking });
  const interrupts = state.tutor.phase === 'held' && voicedMs >= policy.bargeInCommitMs;
  return interrupts ? andThen(next, (held) => dropReply(held)) : next;
}

/** The trigger: recognition starts at once on what was said so far, and so does a likely answer. */
function pause(
  state: TurnState,
  caller: Talking,
  event: Activity,
  { final, policy }: { final: boolean; policy: TurnPolicy },
): Step {
  const generation = state.generation + 1;
  const { utterance, silentMs, partial, pending } = caller;
  const pausing = to(
    state,
    {
      generation,
      fillers: 0,
      caller: {
        phase: 'pausing',
        utterance,
        voicedMs: 0,
        speechEndedAtMs: event.atMs - silentMs,
        final,
        partial,
        words: null,
        completion: null,
        pending,
      },
    },
    { type: 'recognize', generation, fromMs: utterance.fromMs, toMs: event.positionMs },
    { type: 'set-timer', timer: 'filler', delayMs: policy.fillerAfterMs - silentMs },
  );
  return andThen(pausing, (next) => guess(next, event.atMs, policy));
}

function whilePausing(
  state: TurnState,
  caller: Pausing,
  event: Activity,
  policy: TurnPolicy,
): Step {
  const voicedMs = voicedRun(caller.voicedMs, event, policy);
  if (caller.final || voicedMs < policy.speechStartMs) {
    return to(state, { caller: { ...caller, voicedMs } });
  }
  const { utterance, partial, pending } = caller;
  const goesOn: Utterance = {
    fromMs: utterance.fromMs,
    voicedMs: utterance.voicedMs + voicedMs,
    pauses: utterance.pauses + 1,
  };
  const talking = to(
    state,
    {
      generation: state.generation + 1,
      usualPauseMs: averagePause(
        state.usualPauseMs,
        event.atMs - voicedMs - caller.speechEndedAtMs,
      ),
      caller: { phase: 'talking', utterance: goesOn, silentMs: 0, partial, pending },
    },
    { type: 'cancel-timer', timer: 'wait' },
    { type: 'abort-recognition' },
  );
  return state.tutor.phase === 'preparing'
    ? andThen(talking, (going) => dropReply(going))
    : talking;
}

/** How much the newest pause weighs in the average. */
const newestWeight = 0.4;

function averagePause(usualMs: number | null, pauseMs: number): number {
  return usualMs === null ? pauseMs : usualMs + newestWeight * (pauseMs - usualMs);
}
