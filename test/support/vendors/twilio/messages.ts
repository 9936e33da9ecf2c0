import { randomBytes } from 'node:crypto';
import { type Delivery, jsonAnswer, Refusal } from '../server/answer.js';
import { type RawRequest, readForm } from '../server/recorded-request.js';
import type { HttpRoute } from '../server/vendor.js';
import { twilioFailure, twilioFailures } from './failures.js';

/** A form as Twilio takes it: fields in PascalCase. */
export type Form = Readonly<Record<string, string>>;

export interface FormShape {
  readonly plan: Delivery;
  readonly body: Form;
}

export const e164 = /^\+[1-9]\d{5,14}$/;
const longestBody = 1600;

export function readTwilioForm({ bytes }: RawRequest): Form {
  return Object.fromEntries(readForm(bytes));
}

export function sid(prefix: 'SM' | 'CA'): string {
  return prefix + randomBytes(16).toString('hex');
}

/** `POST …/Messages.json`: an SMS, answered with 201 while it is still queued. */
export function messagesRoute(
  accountSid: string,
  optedOut: ReadonlySet<string>,
): HttpRoute<FormShape> {
  return {
    kind: 'http',
    method: 'POST',
    path: new RegExp(`^/2010-04-01/Accounts/${accountSid}/Messages\\.json$`),
    read: (raw) => readMessage(raw, optedOut),
    answer: ({ body }) => jsonAnswer(queued(accountSid, body), 201),
  };
}

function readMessage(raw: RawRequest, optedOut: ReadonlySet<string>): Form {
  const form = readTwilioForm(raw);
  const { To: to = '', From: from, Body: body = '', MessagingServiceSid: service } = form;
  if (!e164.test(to)) throw new Refusal(twilioFailures.invalidTo());
  if (optedOut.has(to)) throw new Refusal(twilioFailures.optedOut());
  if (!from && !service)
    throw new Refusal(twilioFailure(400, 21603, 'A "From" number is required'));
  if (body === '') throw new Refusal(twilioFailure(400, 21602, 'A message body is required'));
  if (body.length > longestBody) {
    throw new Refusal(twilioFailure(400, 21617, 'The body is longer than 1600 characters'));
  }
  return form;
}

function queued(accountSid: string, form: Form): object {
  const messageSid = sid('SM');
  const now = new Date().toUTCString();
  return {
    sid: messageSid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    to: form['To'],
    from: form['From'] ?? null,
    messaging_service_sid: form['MessagingServiceSid'] ?? null,
    body: form['Body'],
    status: 'queued',
    direction: 'outbound-api',
    num_segments: '1',
    num_media: '0',
    date_created: now,
    date_updated: now,
    date_sent: null,
    error_code: null,
    error_message: null,
    price: null,
    price_unit: 'USD',
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}.json`,
    subresource_uris: {},
  };
}
