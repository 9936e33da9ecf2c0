import type { HealthIndicatorService } from '@nestjs/terminus';
import type { Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import type { HealthCheck } from '../common/health-check.js';

export interface CheckReport {
  readonly status: 'healthy' | 'unhealthy' | 'disabled';
  readonly latency_ms?: number;
  /** What is wrong and what to do, in our own words: a vendor's or a driver's may hold keys and names. */
  readonly message?: string;
}

export interface WatchPace {
  /** How long an answer holds before the dependency is asked again. */
  readonly freshMs: number;
  /** After which no answer is a bad answer. */
  readonly timeoutMs: number;
}

/** What Terminus says about one attempt. */
interface Attempt {
  readonly status: string;
  readonly responseTime?: number;
}

/** How long a page waits; what is not known by then is told as it was known last. */
const answerMs = 800;

/**
 * One dependency as it was seen last. However many ask, at most one request is under way, also when it
 * hangs beyond its timeout; and however long it takes, everybody is answered within `answerMs`.
 */
export class DependencyWatch {
  private last: { readonly report: CheckReport; readonly atMs: number } | null = null;
  private look: Promise<void> | null = null;
  private request: Promise<void> | null = null;

  constructor(
    private readonly check: HealthCheck,
    private readonly pace: WatchPace,
    private readonly indicators: HealthIndicatorService,
    private readonly clock: Clock,
  ) {}

  async report(): Promise<CheckReport> {
    if (!this.isFresh()) {
      this.look ??= this.takeLook().finally(() => (this.look = null));
      await this.waitFor(this.look);
    }
    const unknown = { status: 'unhealthy', message: this.noAnswer(answerMs) } as const;
    return this.last?.report ?? unknown;
  }

  private isFresh(): boolean {
    return this.last !== null && this.clock.now() - this.last.atMs < this.pace.freshMs;
  }

  private async waitFor(look: Promise<void>): Promise<void> {
    const patience = Promise.withResolvers<undefined>();
    const timer = this.clock.after(answerMs, () => {
      patience.resolve(undefined);
    });
    await Promise.race([look, patience.promise]);
    timer.cancel();
  }

  private async takeLook(): Promise<void> {
    const { timeoutMs } = this.pace;
    let message = this.noAnswer(timeoutMs);
    const result = await this.indicators
      .check(this.check.name)
      .attempt(async ({ signal }) => {
        try {
          await this.ask(signal);
        } catch (error) {
          if (!signal.aborted) message = this.reasonOf(error);
          throw error;
        }
      })
      .withTimeout(timeoutMs);
    const { status, responseTime }: Attempt = result[this.check.name];
    const latency = responseTime === undefined ? {} : { latency_ms: responseTime };
    const report: CheckReport =
      status === 'up'
        ? { status: 'healthy', ...latency }
        : { status: 'unhealthy', ...latency, message };
    this.last = { report, atMs: this.clock.now() };
  }

  private async ask(signal: AbortSignal): Promise<void> {
    this.request ??= this.check.check(signal).finally(() => (this.request = null));
    await this.request;
  }

  private reasonOf(error: unknown): string {
    return error instanceof AppError ? error.message : `no usable answer: ${this.check.mend}`;
  }

  private noAnswer(afterMs: number): string {
    return `no answer within ${afterMs} ms: ${this.check.mend}`;
  }
}
