import type { Recording, Stretch } from '../../audio/index.js';
import type { SpokenTurn } from '../media/microphone.js';
import type { Caller } from './caller.js';

/** How long a caller waits by default before something is plainly wrong. */
const patienceMs = 20_000;
const keyIntervalMs = 200;

/** What a caller decides. When it returns, the caller hangs up. */
export type CallerScript = (phone: CallerPhone) => Promise<void>;

interface Handset {
  press(digit: string): void;
  hangUp(): void;
}

/**
 * The phone in the caller's hand: everything goes by what is audible on the line. What waits rejects
 * with `CallEndedError` once the call is over, or with `CallerTimeoutError` when patience runs out.
 */
export class CallerPhone {
  constructor(
    private readonly caller: Caller,
    private readonly handset: Handset,
  ) {}

  /** Says a recording to its end; what the tutor says after its last word counts as the answer. */
  async say(recording: Recording): Promise<SpokenTurn> {
    return this.caller.ear.whileCallLasts(this.caller.microphone.say(recording));
  }

  /** Presses keys one after the other: 0 to 9, `*` and `#`. */
  async press(digits: string): Promise<void> {
    for (let index = 0; index < digits.length; index++) {
      if (index > 0) await this.wait(keyIntervalMs);
      this.handset.press(digits.charAt(index));
    }
    this.caller.pressed(digits);
  }

  async wait(ms: number): Promise<void> {
    await this.caller.ear.wait(ms);
  }

  /** Until the tutor has been speaking for `forMs`, counted from its first sound. */
  async untilTutorHasSpoken(forMs: number, timeoutMs = patienceMs): Promise<void> {
    await this.caller.ear.untilTutorHasSpoken(forMs, timeoutMs);
  }

  /** Until the tutor has spoken and then been silent for `quietMs`; gives when that speech was heard. */
  async untilTutorFinishes(quietMs = 700, timeoutMs = patienceMs): Promise<Stretch> {
    return this.caller.ear.untilTutorFinishes(quietMs, timeoutMs);
  }

  hangUp(): void {
    this.handset.hangUp();
  }
}
