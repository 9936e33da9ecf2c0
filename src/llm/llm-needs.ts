import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import type { Meter } from '../common/meter.js';
import type { Breakers } from '../common/resilience/index.js';
import type { Settings } from '../config/index.js';

/** What every language model provider is given beside its own variables. */
export interface LlmNeeds {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** Where the circuit breaker of each server is made. */
  readonly breakers: Breakers;
}
