import type { Recording } from '../../audio/index.js';
import type { CallerScript } from './caller-phone.js';

/** One thing the caller does. A key press waits its turn as speech does. */
export type CallerStep =
  | { readonly say: Recording; readonly interruptAfterMs?: number }
  | { readonly press: string }
  | { readonly staySilentMs: number };

export interface RecordedCallerOptions {
  /** How long the tutor must be silent before the caller takes the turn. */
  readonly quietMs?: number;
  /** How long the caller waits for the tutor to say anything. */
  readonly patienceMs?: number;
  /** How long the caller stays on the line after the last answer, so that the tutor can hang up. */
  readonly lingerMs?: number;
}

/**
 * A polite caller: waits until the tutor has spoken and fallen silent, takes the next step, and listens
 * to the answer of the last one. `interruptAfterMs` speaks into the tutor's speech instead.
 */
export function recordedCaller(
  steps: readonly CallerStep[],
  { quietMs = 700, patienceMs = 20_000, lingerMs = 2_000 }: RecordedCallerOptions = {},
): CallerScript {
  return async (phone) => {
    for (const step of steps) {
      if ('say' in step && step.interruptAfterMs !== undefined) {
        await phone.untilTutorHasSpoken(step.interruptAfterMs, patienceMs);
      } else {
        await phone.untilTutorFinishes(quietMs, patienceMs);
      }
      if ('say' in step) await phone.say(step.say);
      else if ('press' in step) await phone.press(step.press);
      else await phone.wait(step.staySilentMs);
    }
    await phone.untilTutorFinishes(quietMs, patienceMs);
    await phone.wait(lingerMs);
  };
}
