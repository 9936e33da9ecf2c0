import type { Clock } from '../common/clock.js';
import type { HealthChecks } from '../common/health-check.js';
import type { Log } from '../common/log.js';

/** What every language model provider is given beside its own variables. */
export interface LlmNeeds {
  readonly clock: Clock;
  readonly log: Log;
  /** A provider registers a check of each server that it may ask. */
  readonly healthChecks: HealthChecks;
  /** LLM_FIRST_TOKEN_MS */
  readonly firstTokenMs: number;
}
