import type { Clock, Timer } from '../common/clock.js';
import type { TimerName } from './engine/events.js';

/** The clocks of one call, by name: setting one again replaces it. */
export class CallTimers {
  private readonly timers = new Map<TimerName, Timer>();

  constructor(
    private readonly clock: Clock,
    private readonly ring: (timer: TimerName) => void,
  ) {}

  set(name: TimerName, delayMs: number): void {
    this.cancel(name);
    const timer = this.clock.after(delayMs, () => {
      this.ring(name);
    });
    this.timers.set(name, timer);
  }

  cancel(name: TimerName): void {
    this.timers.get(name)?.cancel();
  }

  cancelAll(): void {
    for (const timer of this.timers.values()) timer.cancel();
  }
}
