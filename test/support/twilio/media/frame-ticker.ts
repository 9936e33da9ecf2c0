import type { Clock } from '../../../../src/common/clock.js';

const intervalMs = 5;

/**
 * One timer for every call of a simulator. It only says what time it is, every 5 ms: each line works
 * out from its own start which frames are due, so the ticker's lateness never adds up.
 */
export class FrameTicker {
  private readonly lines = new Set<(nowMs: number) => void>();
  private ticking = false;

  constructor(private readonly clock: Clock) {}

  /** Calls `advance` until the returned function is called. */
  add(advance: (nowMs: number) => void): () => void {
    this.lines.add(advance);
    if (!this.ticking) {
      this.ticking = true;
      this.tick();
    }
    return () => this.lines.delete(advance);
  }

  private tick(): void {
    this.ticking = this.lines.size > 0;
    if (!this.ticking) return;
    this.clock.after(intervalMs, () => {
      const nowMs = this.clock.now();
      for (const advance of this.lines) advance(nowMs);
      this.tick();
    });
  }
}
