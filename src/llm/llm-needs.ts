import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';

/** What every language model provider is given beside its own variables. */
export interface LlmNeeds {
  readonly clock: Clock;
  readonly log: Log;
  /** LLM_FIRST_TOKEN_MS */
  readonly firstTokenMs: number;
}
