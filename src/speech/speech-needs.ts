import type { Clock } from '../common/clock.js';
import type { HealthChecks } from '../common/health-check.js';
import type { Log } from '../common/log.js';
import type { Settings } from '../config/index.js';

/** What every speech provider is given beside its own variables. */
export interface SpeechNeeds {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
  /** A provider registers a check of each server that it may ask. */
  readonly healthChecks: HealthChecks;
}
