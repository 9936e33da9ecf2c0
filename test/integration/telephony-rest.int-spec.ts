import { ProviderError } from '../../src/common/errors.js';
import { createTwilioRest } from '../../src/telephony/rest/create-twilio-rest.js';
import { TwilioAccount } from '../../src/telephony/rest/twilio-account.js';
import type { TwilioRest } from '../../src/telephony/index.js';
import { newCallSid, testSettings } from '../../src/telephony/testing/telephony-app.js';
import { MemoryLog } from '../support/memory-log.js';
import { twilioFailures } from '../support/vendors/twilio/failures.js';
import {
  twilioAccountSid,
  twilioAuthToken,
  TwilioStandIn,
} from '../support/vendors/twilio/twilio-stand-in.js';

const from = '+12025550100';
const to = '+250788123456';

describe('Twilio’s REST interface', () => {
  let vendor: TwilioStandIn;
  let log: MemoryLog;

  beforeEach(async () => {
    vendor = await TwilioStandIn.start({ optedOut: ['+250788999999'] });
    log = new MemoryLog();
  });
  afterEach(async () => vendor.close());

  const configured = (environment: Readonly<Record<string, string>> = {}): TwilioRest =>
    createTwilioRest(
      testSettings({
        TWILIO_ACCOUNT_SID: twilioAccountSid,
        TWILIO_AUTH_TOKEN: twilioAuthToken,
        TWILIO_PHONE_NUMBER: from,
        TWILIO_API_BASE_URL: `${vendor.url}/`,
        ...environment,
      }),
      log,
    );

  const failureOf = async (attempt: Promise<void>): Promise<ProviderError> => {
    const failure: unknown = await attempt.then(
      () => null,
      (error: unknown) => error,
    );
    if (!(failure instanceof ProviderError)) throw new Error('expected a ProviderError');
    return failure;
  };

  it('sends a message from our number, at the configured address', async () => {
    const twilio = configured();
    expect(twilio.canText).toBe(true);
    await twilio.sendSms(to, 'Practise: 3 + 4. Muraho!');
    expect(vendor.requestsTo('messages')).toMatchObject([
      { body: { To: to, From: from, Body: 'Practise: 3 + 4. Muraho!' } },
    ]);
  });

  it('hangs up a call', async () => {
    await configured().hangUp(newCallSid());
    expect(vendor.requestsTo('callUpdate')).toMatchObject([
      { body: { form: { Status: 'completed' } } },
    ]);
  });

  it.each([
    ['is over', twilioFailures.callNotInProgress()],
    ['nobody knows any more', twilioFailures.notFound()],
  ])('has nothing to complain of when the call to hang up %s', async (_name, failure) => {
    vendor.plan('callUpdate', { failure });
    await expect(configured().hangUp(newCallSid())).resolves.toBeUndefined();
  });

  it.each([
    ['wrong credentials', twilioFailures.authenticate(), 'rejected', 401],
    ['an outage', twilioFailures.unavailable(), 'unavailable', 503],
    ['a proxy’s error page', { status: 502, body: '<html>Bad Gateway</html>' }, 'unavailable', 502],
  ])('names the kind of failure on %s', async (_name, failure, kind, status) => {
    vendor.planByDefault('messages', { failure });
    expect(await failureOf(configured().sendSms(to, 'Hello'))).toMatchObject({
      provider: 'twilio',
      kind,
      status,
    });
  });

  it('tries again when Twilio asks for patience, and says so when that does not help', async () => {
    vendor.plan('messages', { failure: twilioFailures.tooManyRequests() });
    await configured().sendSms(to, 'Hello');
    vendor.planByDefault('messages', { failure: twilioFailures.tooManyRequests() });
    expect(await failureOf(configured().sendSms(to, 'Hello'))).toMatchObject({
      kind: 'rate_limited',
      retryable: true,
    });
  });

  it.each([
    ['to what is no number', 'nobody', 'Hello'],
    ['to somebody who wants none', '+250788999999', 'Hello'],
    ['without words', to, ''],
    ['of too many words', to, 'x'.repeat(1601)],
  ])('reports a message %s as rejected', async (_name, number, body) => {
    expect(await failureOf(configured().sendSms(number, body))).toMatchObject({
      kind: 'rejected',
      retryable: false,
    });
  });

  it('gives up on a Twilio that does not answer', async () => {
    vendor.planByDefault('callUpdate', { breaksOff: { at: 'headers', how: 'hang' } });
    const account = new TwilioAccount({
      accountSid: twilioAccountSid,
      authToken: twilioAuthToken,
      phoneNumber: undefined,
      apiBaseUrl: vendor.url,
      timeoutMs: 80,
    });
    expect(await failureOf(account.hangUp(newCallSid()))).toMatchObject({ kind: 'timeout' });
  });

  it('says where to look when Twilio cannot be reached', async () => {
    await vendor.refuse();
    const failure = await failureOf(configured().hangUp(newCallSid()));
    expect(failure).toMatchObject({ kind: 'unavailable' });
    expect(failure.message).toContain('TWILIO_API_BASE_URL');
  });

  it('lets neither number, message nor credentials into an error', async () => {
    for (const failure of [undefined, twilioFailures.invalidTo(), twilioFailures.unavailable()]) {
      if (failure) vendor.plan('messages', { failure });
      else vendor.plan('messages', { breaksOff: { at: 'headers', how: 'reset' } });
      const error = await failureOf(configured().sendSms(to, 'my secret'));
      expect(error.cause).toBeUndefined();
      expect(JSON.stringify(error) + error.message).not.toMatch(/788|secret|stand-in-token/);
    }
  });

  it('cannot text without a number to send from, but hangs up', async () => {
    const twilio = configured({ TWILIO_PHONE_NUMBER: '' });
    expect(twilio.canText).toBe(false);
    await twilio.sendSms(to, 'Hello');
    await twilio.hangUp(newCallSid());
    expect(vendor.requestsTo('messages')).toHaveLength(0);
    expect(vendor.requestsTo('callUpdate')).toHaveLength(1);
    expect(log.messages('warn').join()).toContain('TWILIO_PHONE_NUMBER');
  });

  it.each(['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'])(
    'does nothing without %s and says once that messages are off',
    async (missing) => {
      const twilio = configured({ [missing]: '' });
      expect(twilio.canText).toBe(false);
      await twilio.sendSms(to, 'Hello');
      await twilio.sendSms(to, 'Hello again');
      await twilio.hangUp(newCallSid());
      expect(vendor.requests).toHaveLength(0);
      expect(log.messages('warn')).toHaveLength(1);
    },
  );
});
