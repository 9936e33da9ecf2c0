import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import type { Meter } from '../common/meter.js';
import type { Settings } from '../config/index.js';

/** What every speech provider is given beside its own variables. */
export interface SpeechNeeds {
  readonly settings: Settings;
  readonly log: Log;
  readonly meter: Meter;
  readonly clock: Clock;
}
