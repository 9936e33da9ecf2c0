import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { WebSocket } from 'ws';
import type { Settings } from '../../config/index.js';
import { publicUrls, type PublicUrls } from '../../telephony/index.js';
import { fault, ok, skipped, type Finding } from '../finding.js';

const subject = 'signature';
const streamSubject = 'media stream';

const refusesRight =
  'the server refuses a right signature: it runs with another TWILIO_AUTH_TOKEN or PUBLIC_BASE_URL, or a proxy changes the path';
const takesWrong = 'the server takes a wrong signature: restart it with TWILIO_AUTH_TOKEN set';

/** A call that Twilio has only just begun to ring: taken note of and forgotten. */
const ringing = {
  CallSid: `CA${'0'.repeat(32)}`,
  From: '+15005550006',
  CallStatus: 'ringing',
};

/**
 * Sends what Twilio would send, signed with our token, and the same with a wrong signature: once to a
 * webhook, and once as the upgrade to a media stream, which some proxies do not pass.
 */
export async function signatureFindings(
  settings: Settings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { TWILIO_AUTH_TOKEN: token } = settings;
  if (token === undefined)
    return [skipped(subject, 'webhooks are not checked: set TWILIO_AUTH_TOKEN')];
  const urls = publicUrls(settings.PUBLIC_BASE_URL);
  return Promise.all([webhook(urls, token, signal), mediaStream(urls, token, signal)]);
}

async function webhook(urls: PublicUrls, token: string, signal: AbortSignal): Promise<Finding> {
  const url = `${urls.origin}/webhook/status`;
  const post = async (signature: string): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'x-twilio-signature': signature },
      body: new URLSearchParams(ringing),
      signal,
    });
  const [right, wrong] = await Promise.all([
    post(getExpectedTwilioSignature(token, url, ringing)),
    post('wrong'),
  ]);
  if (right.status === 403) return fault(subject, refusesRight);
  if (!right.ok)
    return fault(subject, `the webhook answers HTTP ${right.status}: look into app.log`);
  if (wrong.status !== 403) return fault(subject, takesWrong);
  return ok(subject, 'a right one is taken and a wrong one refused');
}

async function mediaStream(
  { mediaStream: url }: PublicUrls,
  token: string,
  signal: AbortSignal,
): Promise<Finding> {
  const open = async (signature: string): Promise<number> => upgradeStatus(url, signature, signal);
  const [right, wrong] = await Promise.all([
    open(getExpectedTwilioSignature(token, url, {})),
    open('wrong'),
  ]);
  if (right === 403) return fault(streamSubject, refusesRight);
  if (right === 101 && wrong === 101) return fault(streamSubject, takesWrong);
  if (right === 101) return ok(streamSubject, 'the WebSocket opens');
  return fault(
    streamSubject,
    `the WebSocket does not open (HTTP ${right}): make the proxy pass upgrades of /webhook/media-stream`,
  );
}

/** The HTTP status of the upgrade: 101 when it succeeds. */
async function upgradeStatus(url: string, signature: string, signal: AbortSignal): Promise<number> {
  const socket = new WebSocket(url, { headers: { 'x-twilio-signature': signature } });
  socket.on('error', () => undefined);
  try {
    const refused = once(socket, 'unexpected-response', { signal }).then(
      ([, response]) => (response as IncomingMessage).statusCode ?? 0,
    );
    const opened = once(socket, 'open', { signal }).then(() => 101);
    return await Promise.any([opened, refused]);
  } finally {
    socket.terminate();
  }
}
