import { AppError, isAbort, ProviderError, type ErrorCode } from '../errors.js';
import type { HealthCheckName } from '../health-check.js';
import type { Log } from '../log.js';
import { Circuit, type Admission, type BreakerState, type CircuitOptions } from './circuit.js';
import type { Ask, IsUseful } from './pieces.js';

export interface BreakerOptions extends CircuitOptions {
  /** The kind and the provider, e.g. "llm.llama": a vendor's services fail apart from each other. */
  readonly name: string;
  /** Whom errors name. */
  readonly provider: string;
  /** The check of the health page that the provider belongs to, when there is one. */
  readonly healthCheck?: HealthCheckName;
  readonly log: Log;
}

/**
 * Stops asking a provider that keeps failing, so that callers do not wait for it. An answer counts as a
 * success when it reached its end, or was left after its first useful piece. One that was left before
 * says nothing about the provider; if it was the probe, the next request is the probe.
 */
export class Breaker {
  readonly name: string;
  readonly healthCheck: HealthCheckName | undefined;
  readonly openMs: number;
  readonly log: Log;
  private readonly circuit: Circuit;
  private onChange: (state: BreakerState) => void = () => undefined;
  private needsPermit = false;
  private hasPermit = true;
  private isMissed = false;

  /** `onFailure` hears of each request that failed. */
  constructor(
    private readonly options: BreakerOptions,
    private readonly onFailure: (code: ErrorCode) => void = () => undefined,
  ) {
    this.name = options.name;
    this.healthCheck = options.healthCheck;
    this.openMs = options.openMs;
    this.log = options.log;
    this.circuit = new Circuit(options, (state) => {
      this.changed(state);
    });
  }

  get state(): BreakerState {
    return this.circuit.state;
  }

  /** What is left of the time for which it stays open, in ms; 0 when it is not open, or may be probed. */
  get openForMs(): number {
    return this.circuit.openForMs;
  }

  /** It may be probed, requests have missed the provider since it opened, and there is no permit yet. */
  get wantsPermit(): boolean {
    return this.state === 'open' && this.openForMs === 0 && this.isMissed && !this.hasPermit;
  }

  /** The answer, unless the circuit is open: then `ProviderError` at once. */
  async *stream<T>(ask: Ask<T>, isUseful: IsUseful<T>, signal: AbortSignal): AsyncGenerator<T> {
    const admission = await this.admit();
    let outcome: keyof Admission = 'abandoned';
    try {
      for await (const piece of ask(signal)) {
        if (isUseful(piece)) outcome = 'succeeded';
        yield piece;
      }
      outcome = 'succeeded';
    } catch (error) {
      if (!isAbort(error)) {
        outcome = 'failed';
        this.onFailure(error instanceof AppError ? error.code : 'PROVIDER_PROTOCOL');
      }
      throw error;
    } finally {
      // Also when the consumer left the loop.
      await admission[outcome]();
    }
  }

  /**
   * Makes it one of several that share what they know: `onChange` hears what this one has found by
   * itself, and it probes with a permit only.
   */
  share(onChange: (state: BreakerState) => void): void {
    this.onChange = onChange;
    this.needsPermit = true;
  }

  /** Lets the next request be the probe. */
  permitProbe(): void {
    this.hasPermit = true;
  }

  /** Takes over that another instance has opened it, or has probed in vain. */
  opened(openForMs: number): void {
    const isNew = this.state === 'closed';
    this.circuit.reopen(openForMs);
    this.hasPermit = false;
    if (!isNew) return;
    this.isMissed = false;
    this.report('open', { by: 'another instance' });
  }

  /** Takes over that another instance's probe has succeeded. */
  closed(): void {
    this.circuit.close();
    this.report('closed', { by: 'another instance' });
  }

  private async admit(): Promise<Admission> {
    if (this.state === 'open') this.isMissed = true;
    const admission = this.state !== 'open' || this.hasPermit ? await this.circuit.admit() : null;
    if (admission) return admission;
    throw new ProviderError(
      this.options.provider,
      'unavailable',
      'the circuit breaker is open after repeated failures; it is probed again by itself',
    );
  }

  private changed(state: BreakerState): void {
    if (state === 'open') {
      this.hasPermit = !this.needsPermit;
      this.isMissed = true;
    }
    this.report(state);
    this.onChange(state);
  }

  private report(state: BreakerState, more: { readonly by?: string } = {}): void {
    const { log } = this;
    const fields = { breaker: this.name, ...more };
    if (state === 'open') log.warn('Circuit breaker OPENED', fields);
    else if (state === 'half_open') log.info('Circuit breaker HALF-OPEN', fields);
    else log.info('Circuit breaker CLOSED', fields);
  }
}
