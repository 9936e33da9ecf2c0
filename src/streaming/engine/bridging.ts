import type { EventBody } from './events.js';
import type { TurnPolicy } from './policy.js';
import { dropReply, replyAtOnce } from './replying.js';
import { andThen, to, type Step, type TurnState } from './state.js';

/** How soon it is looked again whether the tutor, and not the caller, is waited for. */
const lookAgainMs = 400;
/** Recognitions that may fail one after the other, and replies that may stay mute, before the call ends. */
const mostFailures = 3;
const muteReply = 2;
const mostMuteness = 4;

/** The wait has become long: a word says that the line is not dead. */
export function onFillerDue(state: TurnState, policy: TurnPolicy): Step {
  const { caller, tutor, fillers } = state;
  const isUnclear = caller.phase === 'pausing' && caller.words === null;
  if (tutor.phase === 'preparing' ? tutor.committed || isUnclear : isUnclear) {
    if (tutor.phase === 'held' || fillers >= policy.fillerLimit) return to(state, {});
    return to(
      state,
      { fillers: fillers + 1 },
      { type: 'fill', nth: fillers },
      { type: 'set-timer', timer: 'filler', delayMs: policy.fillerEveryMs },
    );
  }
  if (caller.phase !== 'pausing') return to(state, {});
  return to(state, {}, { type: 'set-timer', timer: 'filler', delayMs: lookAgainMs });
}

/** Something was said but nobody could recognise it: the tutor asks again, and at last gives up. */
export function onUnrecognised(state: TurnState): Step {
  const failedRecognitions = state.failedRecognitions + 1;
  const failed = dropReply({ ...state, failedRecognitions });
  const isHopeless = failedRecognitions >= mostFailures;
  return andThen(failed, (free) =>
    replyAtOnce(free, isHopeless ? { type: 'trouble', with: 'hearing' } : nothingHeard),
  );
}

const nothingHeard = { type: 'speech', text: '' } as const;

/** How mute the tutor is after this reply. */
export function muteness(state: TurnState, { mute }: EventBody<'playback-ended'>): number {
  return mute ? state.muteness + muteReply : Math.max(0, state.muteness - 1);
}

/** A reply could not be spoken: phrases that are kept on disk may be, and with them the call goes on or ends. */
export function afterMuteReply(state: TurnState): Step {
  const isHopeless = state.muteness >= mostMuteness;
  return replyAtOnce(state, isHopeless ? { type: 'trouble', with: 'voice' } : nothingHeard);
}
