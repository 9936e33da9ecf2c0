import { type Clock, SystemClock } from '../../../src/common/clock.js';
import type { TwilioAccount } from './account.js';
import type { CallFaults, CallSetting } from './call-setting.js';
import { Caller } from './caller/caller.js';
import type { CallerScript } from './caller/caller-phone.js';
import { FrameTicker } from './media/frame-ticker.js';
import { PhoneLine } from './media/phone-line.js';
import type { TwilioNotice } from './notice.js';
import type { Origins } from './origins.js';
import { type CallStatus, messageFields, newSid } from './request-fields.js';
import { SimulatedCall } from './simulated-call.js';
import { type CallEvent, Timeline } from './timeline.js';
import { readAnswer } from './twiml/document-source.js';
import { WebhookClient } from './webhook-client.js';

export interface TwilioSimulatorOptions extends TwilioAccount {
  /** The origin the server believes it has; signatures are made over it. */
  readonly publicBaseUrl: string;
  /** Where the server really listens, when that is another origin. */
  readonly target?: string;
  readonly clock?: Clock;
}

export interface CallOptions {
  /** E.164, or what Twilio sends for a caller who hides the number. */
  readonly from: string;
  readonly to: string;
  readonly callSid?: string;
  readonly caller: CallerScript;
  /** The caller hangs up then at the latest; ten minutes by default. */
  readonly timeLimitMs?: number;
  readonly faults?: CallFaults;
  /** What the status callback is told, in this order; by default the final status, once. */
  readonly statusCallbacks?: readonly CallStatus[];
  /** Hears of every event as it happens. */
  readonly onEvent?: (event: CallEvent) => void;
}

export interface TextMessage {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly messageSid?: string;
}

export interface TextAnswer {
  readonly status: number;
  /** The text of each `<Message>` in the answer. */
  readonly replies: readonly string[];
  readonly notices: readonly TwilioNotice[];
}

const tenMinutesMs = 600_000;

/** Twilio and the phones of its callers, as a client of our server. */
export class TwilioSimulator {
  private readonly account: TwilioAccount;
  private readonly origins: Origins;
  private readonly clock: Clock;
  private readonly ticker: FrameTicker;

  constructor(options: TwilioSimulatorOptions) {
    const { accountSid, authToken, publicBaseUrl, target = publicBaseUrl } = options;
    this.account = { accountSid, authToken };
    this.origins = { publicBaseUrl, target };
    this.clock = options.clock ?? new SystemClock();
    this.ticker = new FrameTicker(this.clock);
  }

  /** Dials the number: the voice webhook is asked at once, and the caller lives through what comes. */
  placeCall(options: CallOptions): SimulatedCall {
    const plan = {
      voiceUrl: this.url('/webhook/call'),
      statusUrl: this.url('/webhook/status'),
      script: options.caller,
      timeLimitMs: options.timeLimitMs ?? tenMinutesMs,
      statusCallbacks: options.statusCallbacks,
    };
    return new SimulatedCall(this.settingOf(options), plan, this.ticker);
  }

  /** Delivers a text message to the server and reads its answer. Rejects with `TwilioFailure`. */
  async sendText(message: TextMessage): Promise<TextAnswer> {
    const { account, origins } = this;
    const sid = message.messageSid ?? newSid('SM');
    const fields = messageFields(account.accountSid, { ...message, sid });
    const url = this.url('/webhook/sms');
    const answer = await new WebhookClient(account, origins).send({ url, method: 'POST', fields });
    const { verbs, notices } = readAnswer(answer);
    const replies = verbs.flatMap((verb) => (verb.verb === 'Message' ? [verb.text] : []));
    return { status: answer.status, replies, notices };
  }

  private settingOf({ from, to, callSid, faults = {}, onEvent }: CallOptions): CallSetting {
    const { account, origins, clock } = this;
    const placedAtMs = clock.now();
    const nowMs = () => Math.round((clock.now() - placedAtMs) * 10) / 10;
    const timeline = new Timeline(nowMs, onEvent);
    const caller = new Caller(timeline);
    const line = new PhoneLine(nowMs, caller);
    const { accountSid } = account;
    const call = { accountSid, callSid: callSid ?? newSid('CA'), from, to };
    return { account, origins, clock, nowMs, call, caller, line, timeline, faults };
  }

  private url(path: string): string {
    return new URL(path, this.origins.publicBaseUrl).href;
  }
}
