import type { Clock, Timer } from '../../common/clock.js';

/**
 * Ends a request that has gone quiet. The SDK's own timeout stops at the response headers, so a
 * server that connects and then says nothing, or stalls in mid-answer, would be waited for for ever.
 */
export class AnswerDeadline {
  private readonly controller = new AbortController();
  private timer: Timer;

  constructor(
    private readonly clock: Clock,
    firstMs: number,
  ) {
    this.timer = this.startTimer(firstMs);
  }

  /** Aborted when the deadline has passed. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get hasPassed(): boolean {
    return this.controller.signal.aborted;
  }

  restart(delayMs: number): void {
    this.timer.cancel();
    this.timer = this.startTimer(delayMs);
  }

  stop(): void {
    this.timer.cancel();
  }

  private startTimer(delayMs: number): Timer {
    return this.clock.after(delayMs, () => {
      this.controller.abort();
    });
  }
}
