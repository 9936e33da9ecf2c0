import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';

export type BreakerState = 'closed' | 'open' | 'half_open';

export interface CircuitOptions {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** How long it stays open before one request may probe the provider. */
  readonly openMs: number;
}

/** A request that was let through; exactly one of the three is called when it is over. */
export interface Admission {
  succeeded(): Promise<void>;
  failed(): Promise<void>;
  /** It ended without telling anything: a probe leaves its place to the next request. */
  abandoned(): Promise<void>;
}

const success = { failed: false };
const failure = { failed: true };
const abandonment = new Error('abandoned');

/**
 * cockatiel's circuit breaker for answers whose outcome is known long after they have begun. It refuses
 * rather than waits, and can be told what another instance has found.
 */
export class Circuit {
  private policy: CircuitBreakerPolicy;
  private openedAtMs = 0;

  /** `onChange` hears of the changes that the outcomes of this instance's own requests bring about. */
  constructor(
    private readonly options: CircuitOptions,
    private readonly onChange: (state: BreakerState) => void,
  ) {
    this.policy = this.build();
  }

  get state(): BreakerState {
    return stateOf(this.policy.state);
  }

  /** What is left of the time for which it stays open; 0 when it is not open, or may be probed. */
  get openForMs(): number {
    if (this.state !== 'open') return 0;
    return Math.max(0, this.openedAtMs + this.options.openMs - Date.now());
  }

  /** Null when the request must not be sent. */
  async admit(): Promise<Admission | null> {
    // The library would make a second request wait for the probe's end: a caller cannot.
    if (this.state === 'half_open') return null;
    const { policy } = this;
    const outcome = Promise.withResolvers<typeof success>();
    const admitted = Promise.withResolvers<boolean>();
    const noted = policy
      .execute(async () => {
        admitted.resolve(true);
        return outcome.promise;
      })
      .then(
        () => undefined,
        // The circuit is open, or the answer was abandoned.
        () => {
          admitted.resolve(false);
        },
      );
    if (!(await admitted.promise)) return null;
    return {
      succeeded: async () => {
        outcome.resolve(success);
        await noted;
      },
      failed: async () => {
        outcome.resolve(failure);
        await noted;
      },
      abandoned: async () => {
        if (policy === this.policy && this.state === 'half_open') this.reopen(0);
        outcome.reject(abandonment);
        await noted;
      },
    };
  }

  /** Opens it as if that had happened so that `openForMs` are left; 0 lets the next request probe. */
  reopen(openForMs: number): void {
    this.openedAtMs = Date.now() + openForMs - this.options.openMs;
    const ownState = { value: CircuitState.Open, openedAt: this.openedAtMs, attemptNo: 1 };
    this.policy = this.build({ ownState, breakerState: 0 });
  }

  close(): void {
    this.policy = this.build();
  }

  /** With a state in the form of the library's own `toJSON`. */
  private build(initialState?: unknown): CircuitBreakerPolicy {
    const { failures, openMs } = this.options;
    const isFailure = (result: unknown): boolean => result === failure;
    const policy = circuitBreaker(handleWhen(() => false).orWhenResult(isFailure), {
      breaker: new ConsecutiveBreaker(failures),
      halfOpenAfter: openMs,
      initialState,
    });
    policy.onStateChange((state) => {
      // Requests that began before it was told something else still report to the policy of then.
      if (policy !== this.policy) return;
      if (state === CircuitState.Open) this.openedAtMs = Date.now();
      this.onChange(stateOf(state));
    });
    return policy;
  }
}

function stateOf(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half_open' : 'open';
}
