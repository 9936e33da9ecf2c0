import { unlessAborted } from '../../common/unless-aborted.js';

type Turn = PromiseWithResolvers<undefined>;

/** A number of places that are taken and given back; who finds none free waits in line. */
export class Slots {
  private readonly line = new Set<Turn>();

  constructor(private free: number) {}

  /** Resolves when a place is the caller's. An abort, or `refuse`, leaves the line without one. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.free > 0) {
      this.free--;
      return;
    }
    const turn: Turn = Promise.withResolvers();
    this.line.add(turn);
    try {
      await unlessAborted(turn.promise, signal);
    } catch (error) {
      const alreadyGivenAPlace = !this.line.delete(turn);
      if (alreadyGivenAPlace) this.giveBack();
      throw error;
    }
  }

  giveBack(): void {
    const [next] = this.line;
    if (!next) {
      this.free++;
      return;
    }
    this.line.delete(next);
    next.resolve(undefined);
  }

  /** Sends everybody in line away with `reason`. */
  refuse(reason: Error): void {
    for (const turn of this.line) turn.reject(reason);
  }
}
