import { type Delivery, jsonAnswer, Refusal } from '../server/answer.js';
import { StandIn } from '../server/stand-in.js';
import type { HttpRoute } from '../server/vendor.js';
import {
  callRoute,
  callsRoute,
  type CallStatus,
  callUpdateRoute,
  type CallUpdateShape,
} from './calls.js';
import { twilioFailures } from './failures.js';
import { type Form, type FormShape, messagesRoute } from './messages.js';

export interface TwilioShapes {
  readonly messages: FormShape;
  readonly calls: FormShape;
  readonly callUpdate: CallUpdateShape;
  readonly call: CallUpdateShape;
  readonly account: { readonly plan: Delivery; readonly body: null };
}

export interface TwilioOptions {
  readonly accountSid?: string;
  readonly authToken?: string;
  /** Numbers that have answered STOP. */
  readonly optedOut?: readonly string[];
  /** The state of a call; undefined for one that was never placed. Every call is live when unset. */
  readonly callStatus?: (callSid: string) => CallStatus | undefined;
  /** Hears what the product tells the network to do with a call, e.g. to end its stream. */
  readonly onCallUpdate?: (callSid: string, form: Form) => void;
}

export const twilioAccountSid = `AC${'0'.repeat(31)}1`;
export const twilioAuthToken = 'twilio-stand-in-token';

/** Twilio's REST API: messages, calls and the account. */
export class TwilioStandIn extends StandIn<TwilioShapes> {
  static async start(options: TwilioOptions = {}): Promise<TwilioStandIn> {
    return new TwilioStandIn(options).accept();
  }

  private constructor(options: TwilioOptions) {
    const { accountSid = twilioAccountSid, authToken = twilioAuthToken, optedOut = [] } = options;
    const calls = callBook(options);
    const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    super({
      routes: {
        messages: messagesRoute(accountSid, new Set(optedOut)),
        calls: callsRoute(accountSid),
        callUpdate: callUpdateRoute(accountSid, calls),
        call: callRoute(accountSid, calls),
        account: accountRoute(accountSid),
      },
      plans: { messages: {}, calls: {}, callUpdate: {}, call: {}, account: {} },
      authorize: ({ headers }) => {
        if (headers['authorization'] === `Basic ${credentials}`) return;
        throw new Refusal(twilioFailures.authenticate());
      },
      unknownPath: twilioFailures.notFound,
    });
  }
}

/** A call that was hung up through the API stays hung up. */
function callBook(options: TwilioOptions): Parameters<typeof callRoute>[1] {
  const { callStatus = (): CallStatus => 'in-progress', onCallUpdate } = options;
  const ended = new Map<string, CallStatus>();
  return {
    statusOf: (callSid) => ended.get(callSid) ?? callStatus(callSid),
    update: (callSid, form) => {
      const { Status: status } = form;
      if (status === 'completed' || status === 'canceled') ended.set(callSid, status);
      onCallUpdate?.(callSid, form);
    },
  };
}

/** `GET …/Accounts/{sid}.json`: the free check of credentials. */
function accountRoute(accountSid: string): HttpRoute<TwilioShapes['account']> {
  const uri = `/2010-04-01/Accounts/${accountSid}.json`;
  return {
    kind: 'http',
    method: 'GET',
    path: new RegExp(`^/2010-04-01/Accounts/${accountSid}\\.json$`),
    read: () => null,
    answer: () =>
      jsonAnswer({
        sid: accountSid,
        owner_account_sid: accountSid,
        friendly_name: 'Stand-in',
        status: 'active',
        type: 'Full',
        date_created: 'Thu, 01 Jan 2026 00:00:00 +0000',
        date_updated: 'Thu, 01 Jan 2026 00:00:00 +0000',
        auth_token: '',
        uri,
        subresource_uris: {},
      }),
  };
}
