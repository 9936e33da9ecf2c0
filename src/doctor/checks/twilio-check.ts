import { isRecord } from '../../common/is-record.js';
import { networkCode } from '../../common/vendors/vendor-server.js';
import type { Settings } from '../../config/index.js';
import { fault, ok, warning, type Check, type Finding } from '../finding.js';
import { brokenLayer } from '../network-path.js';

const subject = 'Twilio';

/** The account, by the free request that fetches it. */
export function twilioCheck(settings: Settings): Check {
  return { subject, timeoutMs: 12_000, run: async (signal) => [await account(settings, signal)] };
}

async function account(settings: Settings, signal: AbortSignal): Promise<Finding> {
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = settings;
  if (sid === undefined || token === undefined)
    return warning(
      subject,
      'only simulated calls can be taken, and nobody is texted: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN',
    );
  const url = new URL(`/2010-04-01/Accounts/${sid}.json`, settings.TWILIO_API_BASE_URL).href;
  const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
  let response: Response;
  try {
    response = await fetch(url, { headers: { authorization }, signal });
  } catch (error) {
    const reason = (await brokenLayer(url, signal)) ?? `no answer (${networkCode(error)})`;
    return fault(subject, `${reason}: check TWILIO_API_BASE_URL and the network`);
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && isRecord(body)) return accountFinding(body, settings);
  if ([401, 403, 404].includes(response.status))
    return fault(
      subject,
      `refuses the account (HTTP ${response.status}): correct TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN`,
    );
  return fault(subject, `is in trouble (HTTP ${response.status}): wait, or see its status page`);
}

function accountFinding(
  { status, type }: Readonly<Record<string, unknown>>,
  { TWILIO_PHONE_NUMBER: phoneNumber }: Settings,
): Finding {
  if (status !== 'active') return fault(subject, 'the account is not active: see Twilio’s console');
  if (phoneNumber === undefined)
    return warning(subject, 'the account is active; nobody is texted: set TWILIO_PHONE_NUMBER');
  if (type === 'Trial')
    return warning(
      subject,
      'a trial account: only verified numbers can call and be texted; upgrade it for learners',
    );
  return ok(subject, 'the account is active');
}
