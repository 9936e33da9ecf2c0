import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/log.js';
import { SETTINGS, type Settings } from '../../config/index.js';

export interface Caller {
  /** `caller_` and 20 hex digits; the same number always has the same one. */
  readonly pseudonym: string;
  /** What the same number was called under CALLER_ID_KEY_PREVIOUS, when there is one. */
  readonly formerPseudonym?: string;
  /** E.164, or null for a caller who withholds it. */
  readonly number: string | null;
}

const developmentKey = 'bakame development: pseudonyms are no secret';

/** Words on a telephone's keys, which Twilio shows in place of a withheld number. */
const withheld = new Set(
  ['266696687', '7378742833', '2562533', '8656696', '86282452253'].map((digits) => `+${digits}`),
);

/** Turns telephone numbers into names that cannot be turned back without CALLER_ID_KEY. */
@Injectable()
export class CallerId {
  private readonly key: string;
  private readonly formerKey: string | undefined;

  constructor(
    @Inject(SETTINGS)
    settings: Pick<Settings, 'CALLER_ID_KEY' | 'CALLER_ID_KEY_PREVIOUS'>,
    @Inject(LOG) log: Log,
  ) {
    this.key = settings.CALLER_ID_KEY ?? developmentKey;
    this.formerKey = settings.CALLER_ID_KEY_PREVIOUS;
    if (settings.CALLER_ID_KEY === undefined)
      log.warn('pseudonyms are made with the public development key: set CALLER_ID_KEY');
  }

  /** Somebody without a number is somebody new on every call. */
  identify(from: string | undefined, callSid: string): Caller {
    const number = normaliseNumber(from ?? '');
    const pseudonym = pseudonymOf(number ?? callSid, this.key);
    return number !== null && this.formerKey !== undefined
      ? { pseudonym, formerPseudonym: pseudonymOf(number, this.formerKey), number }
      : { pseudonym, number };
  }
}

function pseudonymOf(identity: string, key: string): string {
  const digest = createHmac('sha256', key).update(identity).digest('hex');
  return `caller_${digest.slice(0, 20)}`;
}

/** E.164 without the spaces and signs people write, or null for anything else. */
export function normaliseNumber(text: string): string | null {
  const number = text.replaceAll(/[\s().-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(number) && !withheld.has(number) ? number : null;
}
