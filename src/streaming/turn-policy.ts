import type { Settings } from '../config/index.js';
import { voiceWindowMs } from '../speech/index.js';
import type { TurnPolicy } from './engine/policy.js';

/** Hysteresis of the VAD: Silero's authors stop 0.15 below the threshold they start at. */
const hysteresis = 0.15;
const prerollMs = 300;
/** From the start of one word that bridges a wait to the next; as long as silence may last, and a word. */
const fillerEveryMs = 3200;
const fillerLimit = 3;

export function turnPolicy(settings: Settings): TurnPolicy {
  return {
    windowMs: voiceWindowMs,
    voiceThreshold: settings.VAD_THRESHOLD,
    silenceThreshold: Math.max(0.01, settings.VAD_THRESHOLD - hysteresis),
    speechStartMs: settings.SPEECH_START_MS,
    bargeInStartMs: settings.BARGE_IN_START_MS,
    bargeInCommitMs: settings.BARGE_IN_COMMIT_MS,
    triggerMs: settings.ENDPOINT_TRIGGER_MS,
    minWaitMs: settings.ENDPOINT_MIN_MS,
    maxWaitMs: settings.ENDPOINT_MAX_MS,
    usesWords: settings.ENDPOINT_WORDS === 'on',
    usesCaller: settings.ENDPOINT_CALLER === 'on',
    speculationLimit: settings.SPECULATION_MAX_PER_TURN,
    greetingInterruptible: settings.GREETING_INTERRUPTIBLE === 'on',
    fillerAfterMs: settings.FILLER_AFTER_MS,
    fillerEveryMs,
    fillerLimit,
    utteranceMaxMs: settings.UTTERANCE_MAX_MS,
    prerollMs,
    silenceRepromptMs: settings.SILENCE_REPROMPT_MS,
    callLimitMs: settings.CALL_MAX_SECONDS * 1000,
  };
}
