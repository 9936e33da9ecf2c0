import type { Clock } from '../../../src/common/clock.js';
import type { SignatureKind, TwilioAccount } from './account.js';
import type { Caller } from './caller/caller.js';
import type { LineFaults } from './media/caller-frames.js';
import type { PhoneLine } from './media/phone-line.js';
import type { Origins } from './origins.js';
import type { CallIdentity } from './request-fields.js';
import type { Timeline } from './timeline.js';

/** What goes wrong in a call on purpose. */
export interface CallFaults extends LineFaults {
  readonly webhookSignature?: SignatureKind;
  readonly streamSignature?: SignatureKind;
  /** `start` is sent twice on each stream. */
  readonly secondStart?: boolean;
  /** Beside each stream a second socket is opened that sends the same parameters. */
  readonly duplicateSocket?: boolean;
}

/** What the parts of one call share. */
export interface CallSetting {
  readonly account: TwilioAccount;
  readonly origins: Origins;
  readonly clock: Clock;
  /** Milliseconds since the call was placed. */
  readonly nowMs: () => number;
  readonly call: CallIdentity;
  readonly caller: Caller;
  readonly line: PhoneLine;
  readonly timeline: Timeline;
  readonly faults: CallFaults;
}
