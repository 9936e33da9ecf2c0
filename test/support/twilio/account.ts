import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

/** The Twilio account whose number is called: it signs every request. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

/**
 * How a request is signed: `trailing-slash` signs the URL with a slash added, as Twilio may do for a
 * stream; `wrong` signs with another token; `missing` sends no signature.
 */
export type SignatureKind = 'valid' | 'trailing-slash' | 'wrong' | 'missing';

/** The headers that carry the signature over `url` and the form fields of a POST. */
export function signatureHeaders(
  account: TwilioAccount,
  url: string,
  fields: Readonly<Record<string, string>> = {},
  kind: SignatureKind = 'valid',
): Record<string, string> {
  if (kind === 'missing') return {};
  const token = kind === 'wrong' ? `not ${account.authToken}` : account.authToken;
  const signed = kind === 'trailing-slash' ? `${url}/` : url;
  return { 'X-Twilio-Signature': getExpectedTwilioSignature(token, signed, fields) };
}
