import type { Clock } from '../../../../src/common/clock.js';
import type { GatherVerb } from './parse-twiml.js';

/** The keys a caller presses while a `<Gather>` collects them. */
export class Keypad {
  private collecting: ((digit: string) => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** True when a `<Gather>` took the key. */
  press(digit: string): boolean {
    const collecting = this.collecting;
    collecting?.(digit);
    return collecting !== undefined;
  }

  /**
   * Collects keys until there are `numDigits` of them, the finishing key is pressed, or none follows
   * within the timeout. Resolves with what was pressed before an abort too.
   */
  async collect(gather: GatherVerb, signal: AbortSignal): Promise<string> {
    let digits = '';
    const { promise, resolve } = Promise.withResolvers<string>();
    const finish = () => {
      this.collecting = undefined;
      resolve(digits);
    };
    const restart = () => this.clock.after(gather.timeoutMs, finish);
    let timer = restart();
    this.collecting = (digit) => {
      timer.cancel();
      timer = restart();
      if (digit !== gather.finishOnKey) digits += digit;
      if (digit === gather.finishOnKey || digits.length === gather.numDigits) finish();
    };
    signal.addEventListener('abort', finish, { once: true });
    if (signal.aborted) finish();
    await promise;
    signal.removeEventListener('abort', finish);
    timer.cancel();
    return digits;
  }
}
