import type { Clock, Timer } from '../common/clock.js';

interface Burst<Line> {
  startedMs: number;
  passed: number;
  held: number;
  last: Line;
  /** Set while lines are held. */
  end?: Timer;
}

const linesOfBurst = 20;
const windowMs = 10_000;
const mostCauses = 1000;

/**
 * Lets the first 20 lines of one cause pass and holds those that follow within 10 s; then, and every 10 s
 * while the burst goes on, `tell` hears of the last one and of how many were held.
 */
export class BurstLimit<Line> {
  private readonly bursts = new Map<string, Burst<Line>>();

  constructor(
    private readonly clock: Clock,
    private readonly tell: (last: Line, held: number) => void,
  ) {}

  /** False for a line that is held. */
  passes(cause: string, line: Line): boolean {
    const burst = this.burstOf(cause, line);
    if (!burst) return true;
    if (burst.passed < linesOfBurst) {
      burst.passed++;
      return true;
    }
    burst.held++;
    burst.last = line;
    burst.end ??= this.clock.after(burst.startedMs + windowMs - this.clock.now(), () => {
      this.endWindow(burst);
    });
    return false;
  }

  /** Tells of what is held, and forgets every burst. */
  close(): void {
    for (const burst of this.bursts.values()) {
      burst.end?.cancel();
      this.endWindow(burst);
    }
    this.bursts.clear();
  }

  /** Undefined when there are too many causes to count. */
  private burstOf(cause: string, line: Line): Burst<Line> | undefined {
    const known = this.bursts.get(cause);
    if (known && !this.isOver(known)) return known;
    if (this.bursts.size >= mostCauses) this.forgetOver();
    if (this.bursts.size >= mostCauses) return undefined;
    const burst = { startedMs: this.clock.now(), passed: 0, held: 0, last: line };
    this.bursts.set(cause, burst);
    return burst;
  }

  private isOver({ startedMs, held }: Burst<Line>): boolean {
    return held === 0 && this.clock.now() - startedMs >= windowMs;
  }

  private forgetOver(): void {
    for (const [cause, burst] of this.bursts) if (this.isOver(burst)) this.bursts.delete(cause);
  }

  private endWindow(burst: Burst<Line>): void {
    const { held, last } = burst;
    delete burst.end;
    burst.held = 0;
    burst.startedMs = this.clock.now();
    if (held > 0) this.tell(last, held);
  }
}
