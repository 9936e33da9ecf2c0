import type { Log } from '../../common/log.js';
import type { Settings } from '../../config/index.js';
import { NoTwilioAccount } from './no-twilio-account.js';
import { TwilioAccount } from './twilio-account.js';
import type { TwilioRest } from './twilio-rest.js';

const timeoutMs = 5000;

/** The account that the configuration names, or none. Says once what will not work. */
export function createTwilioRest(settings: Settings, log: Log): TwilioRest {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = settings;
  if (accountSid === undefined || authToken === undefined) {
    log.warn('text messages are off: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN');
    return new NoTwilioAccount();
  }
  const phoneNumber = settings.TWILIO_PHONE_NUMBER;
  if (phoneNumber === undefined) log.warn('text messages are off: set TWILIO_PHONE_NUMBER');
  const apiBaseUrl = settings.TWILIO_API_BASE_URL;
  return new TwilioAccount({ accountSid, authToken, phoneNumber, apiBaseUrl, timeoutMs });
}
