import { type Delivery, jsonAnswer, Refusal } from '../server/answer.js';
import type { RawRequest } from '../server/recorded-request.js';
import type { HttpRoute } from '../server/vendor.js';
import { twilioFailure, twilioFailures } from './failures.js';
import { e164, type Form, type FormShape, readTwilioForm, sid } from './messages.js';

export type CallStatus = 'queued' | 'ringing' | 'in-progress' | 'completed' | 'canceled';

/** The calls that the stand-in knows of. */
export interface CallBook {
  statusOf(callSid: string): CallStatus | undefined;
  /** What the product told the network to do with a call: `Twiml`, `Url` or `Status`. */
  update(callSid: string, form: Form): void;
}

export interface CallUpdate {
  readonly callSid: string;
  readonly form: Form;
}

export interface CallUpdateShape {
  readonly plan: Delivery;
  readonly body: CallUpdate;
}

const longestTwiml = 4000;

/** `POST …/Calls.json`: places a call. */
export function callsRoute(accountSid: string): HttpRoute<FormShape> {
  return {
    kind: 'http',
    method: 'POST',
    path: new RegExp(`^/2010-04-01/Accounts/${accountSid}/Calls\\.json$`),
    read: (raw) => {
      const form = readTwilioForm(raw);
      if (!e164.test(form['To'] ?? '')) throw new Refusal(twilioFailures.invalidTo());
      checkInstructions(form);
      if (!form['Url'] && !form['Twiml']) {
        throw new Refusal(twilioFailure(400, 21205, 'A Url or Twiml is required'));
      }
      return form;
    },
    answer: ({ body }) => jsonAnswer(described(accountSid, sid('CA'), 'queued', body), 201),
  };
}

/** `POST …/Calls/{sid}.json`: redirects a live call or ends it. */
export function callUpdateRoute(accountSid: string, calls: CallBook): HttpRoute<CallUpdateShape> {
  return {
    kind: 'http',
    method: 'POST',
    path: callPath(accountSid),
    read: (raw) => readUpdate(raw, calls),
    answer: ({ body: { callSid, form } }) => {
      calls.update(callSid, form);
      return jsonAnswer(described(accountSid, callSid, calls.statusOf(callSid), form));
    },
  };
}

/** `GET …/Calls/{sid}.json`. */
export function callRoute(accountSid: string, calls: CallBook): HttpRoute<CallUpdateShape> {
  return {
    kind: 'http',
    method: 'GET',
    path: callPath(accountSid),
    read: (raw) => ({ callSid: known(raw, calls), form: {} }),
    answer: ({ body: { callSid } }) =>
      jsonAnswer(described(accountSid, callSid, calls.statusOf(callSid), {})),
  };
}

function callPath(accountSid: string): RegExp {
  return new RegExp(`^/2010-04-01/Accounts/${accountSid}/Calls/[^/]+\\.json$`);
}

function known({ path }: RawRequest, calls: CallBook): string {
  const callSid = path.slice(path.lastIndexOf('/') + 1, -'.json'.length);
  if (!calls.statusOf(callSid)) throw new Refusal(twilioFailures.notFound());
  return callSid;
}

function readUpdate(raw: RawRequest, calls: CallBook): CallUpdate {
  const callSid = known(raw, calls);
  const form = readTwilioForm(raw);
  checkInstructions(form);
  const status = calls.statusOf(callSid);
  const live = status === 'in-progress' || status === 'ringing' || status === 'queued';
  const refusable = form['Status'] === 'canceled' && status === 'in-progress';
  if (!live || refusable) throw new Refusal(twilioFailures.callNotInProgress());
  return { callSid, form };
}

function checkInstructions(form: Form): void {
  if (form['Url'] && form['Twiml']) {
    throw new Refusal(twilioFailure(400, 21218, 'Either a Url or Twiml, not both'));
  }
  if ((form['Twiml'] ?? '').length > longestTwiml) {
    throw new Refusal(twilioFailure(400, 32018, 'The Twiml is longer than 4000 characters'));
  }
}

function described(
  accountSid: string,
  callSid: string,
  status: CallStatus | undefined,
  form: Form,
): object {
  return {
    sid: callSid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    status,
    to: form['To'] ?? null,
    from: form['From'] ?? null,
    direction: form['To'] ? 'outbound-api' : 'inbound',
    date_created: new Date().toUTCString(),
    date_updated: new Date().toUTCString(),
    start_time: null,
    end_time: null,
    duration: null,
    price: null,
    answered_by: null,
    uri: `/2010-04-01/Accounts/${accountSid}/Calls/${callSid}.json`,
    subresource_uris: {},
  };
}
