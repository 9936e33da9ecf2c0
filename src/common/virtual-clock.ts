import type { Clock, Timer } from './clock.js';

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** A clock that moves only when told to: timers fire in due order, ties in the order they were set. */
export class VirtualClock implements Clock {
  private nowMs = 0;
  private order = 0;
  private readonly pending = new Set<Pending>();

  constructor(private readonly startedAt: Date = new Date(0)) {}

  get pendingTimers(): number {
    return this.pending.size;
  }

  now(): number {
    return this.nowMs;
  }

  date(): Date {
    return new Date(this.startedAt.getTime() + this.nowMs);
  }

  after(delayMs: number, action: () => void): Timer {
    const timer = { dueMs: this.nowMs + Math.max(0, delayMs), order: this.order++, action };
    this.pending.add(timer);
    return {
      cancel: () => {
        this.pending.delete(timer);
      },
    };
  }

  /** Moves time forward, firing every timer that falls due on the way. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (let next = this.nextDue(untilMs); next; next = this.nextDue(untilMs)) {
      this.pending.delete(next);
      this.nowMs = next.dueMs;
      next.action();
    }
    this.nowMs = untilMs;
  }

  private nextDue(untilMs: number): Pending | undefined {
    let next: Pending | undefined;
    for (const timer of this.pending) {
      if (timer.dueMs > untilMs) continue;
      if (
        !next ||
        timer.dueMs < next.dueMs ||
        (timer.dueMs === next.dueMs && timer.order < next.order)
      ) {
        next = timer;
      }
    }
    return next;
  }
}
