import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { isAbort, ProviderError } from '../common/errors.js';
import type { Log } from '../common/log.js';
import type { ChatEvent, ChatModel, ChatRequest } from './chat-model.js';

export interface BreakerOptions {
  /** Failures in a row that open the circuit. */
  readonly failures: number;
  /** How long it stays open before one request may probe the model. */
  readonly openMs: number;
}

export const defaultBreaker: BreakerOptions = { failures: 3, openMs: 120_000 };

/** A promise that is settled from outside. */
type Outcome = ReturnType<typeof Promise.withResolvers<undefined>>;

interface Admission {
  readonly outcome: Outcome;
  /** Resolves when the breaker has taken note of the outcome. */
  readonly noted: Promise<void>;
}

/**
 * Stops asking a model that keeps failing, so that callers do not wait for it. An answer counts as a
 * success when it reached its end, or was aborted after its first words; an abort before them says
 * nothing about the model, unless it was the probe, which must prove itself.
 */
export class BreakerChatModel implements ChatModel {
  readonly name: string;
  private readonly breaker: CircuitBreakerPolicy;

  constructor(
    private readonly model: ChatModel,
    private readonly log: Log,
    options: BreakerOptions = defaultBreaker,
  ) {
    this.name = model.name;
    this.breaker = circuitBreaker(
      handleWhen((error) => !isAbort(error) || this.isProbing),
      {
        breaker: new ConsecutiveBreaker(options.failures),
        halfOpenAfter: options.openMs,
      },
    );
    this.logChanges();
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    const admission = await this.admit();
    let useful = false;
    let failure: unknown = new DOMException('left before the first words', 'AbortError');
    try {
      for await (const event of this.model.stream(request, signal)) {
        useful ||= event.type === 'text';
        yield event;
      }
    } catch (error) {
      useful &&= isAbort(error);
      failure = error;
      throw error;
    } finally {
      // Also when the consumer left the loop.
      if (useful) admission.outcome.resolve(undefined);
      else admission.outcome.reject(failure);
      await admission.noted;
    }
  }

  async close(): Promise<void> {
    await this.model.close();
  }

  private get isProbing(): boolean {
    return this.breaker.state === CircuitState.HalfOpen;
  }

  /** Asks the breaker for leave, and tells it later how the answer went. */
  private async admit(): Promise<Admission> {
    // The library would make a second request wait for the probe's end: a caller cannot.
    if (this.isProbing) throw this.refusal();
    const outcome: Outcome = Promise.withResolvers();
    const admitted: Outcome = Promise.withResolvers();
    const execution = this.breaker.execute(async () => {
      admitted.resolve(undefined);
      return outcome.promise;
    });
    const noted = execution.then(
      () => undefined,
      // A failure of the answer reaches the consumer through the stream; here only a refusal counts.
      (error: unknown) => {
        admitted.reject(error);
      },
    );
    try {
      await admitted.promise;
    } catch (error) {
      throw error instanceof BrokenCircuitError ? this.refusal() : error;
    }
    return { outcome, noted };
  }

  private refusal(): ProviderError {
    return new ProviderError(
      this.name,
      'unavailable',
      'the circuit breaker is open after repeated failures; it is probed again by itself',
    );
  }

  private logChanges(): void {
    this.breaker.onBreak(() => {
      this.log.warn('Circuit breaker OPENED', { provider: this.name });
    });
    this.breaker.onHalfOpen(() => {
      this.log.info('Circuit breaker HALF-OPEN', { provider: this.name });
    });
    this.breaker.onReset(() => {
      this.log.info('Circuit breaker CLOSED', { provider: this.name });
    });
  }
}
