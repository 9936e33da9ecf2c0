import { availableMemory } from 'node:process';
import type { Breakers } from '../../common/resilience/index.js';
import { createChosen, standbyFor, type ChosenProviders } from '../../config/index.js';
import type { SpeechNeeds } from '../speech-needs.js';
import { vendorBreaker } from '../vendor-breaker.js';
import { CleaningRecognizer } from './cleaning-recognizer.js';
import { FallbackRecognizer } from './fallback-recognizer.js';
import { GuardedRecognizer } from './guarded-recognizer.js';
import { asrKind } from './providers/index.js';
import type { SpeechRecognizer } from './speech-recognizer.js';
import { StandbyRecognizer } from './standby-recognizer.js';

/** Upload and recognition take the longer the more was said: a twentieth of its length. */
const audioShare = 0.05;
/** What the local engine takes, and nearly as much again for the calls. */
const standbyMb = 1100;

/**
 * The recogniser that ASR_PROVIDER chose, with its policies, from the inside out: deadline, retries and
 * breaker; the local one in its place; ASR_DEADLINE_MS for both; and no words that nobody said.
 */
export async function createRecognizer(
  chosen: ChosenProviders,
  needs: SpeechNeeds,
  breakers: Breakers,
): Promise<SpeechRecognizer> {
  const provider = await createChosen(asrKind, chosen, needs);
  const { settings, clock, log, meter } = needs;
  const standby = createStandby(chosen, needs);
  const breaker = vendorBreaker('asr', asrKind.variable, chosen, breakers, needs);
  const wholeMs = settings.ASR_DEADLINE_MS;
  const first = new GuardedRecognizer(provider, {
    clock,
    patienceMs: (audioMs) =>
      standby?.isReady === true
        ? Math.min(wholeMs, settings.ASR_ATTEMPT_MS + audioShare * audioMs)
        : wholeMs,
    ...(breaker && { breaker }),
  });
  if (!standby) return new CleaningRecognizer(first);
  const either = new FallbackRecognizer(first, standby, log, meter);
  return new CleaningRecognizer(
    new GuardedRecognizer(either, { clock, patienceMs: () => wholeMs }),
  );
}

/** None in this process where its model would not fit into what is left of the memory. */
function createStandby(chosen: ChosenProviders, needs: SpeechNeeds): StandbyRecognizer | null {
  const standby = standbyFor(asrKind, chosen, needs);
  if (!standby || needs.settings.ASR_FALLBACK === 'none') return null;
  const freeMb = Math.floor(availableMemory() / 2 ** 20);
  if (standby.reliance.modelFiles && freeMb < standbyMb) {
    const fields = { free_mb: freeMb, needed_mb: standbyMb };
    needs.log.warn('No local recogniser stands by: there is too little memory for it', fields);
    return null;
  }
  return new StandbyRecognizer(standby.name, standby.start, needs.log);
}
