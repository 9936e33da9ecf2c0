import { randomId } from '../../../src/common/ids.js';

/** A call as Twilio names it in its requests. */
export interface CallIdentity {
  readonly accountSid: string;
  readonly callSid: string;
  readonly from: string;
  readonly to: string;
}

export type CallStatus =
  'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';

const statusOrder: readonly CallStatus[] = ['ringing', 'in-progress'];

/** A Twilio identifier: a prefix such as `CA` and 32 hexadecimal digits. */
export function newSid(prefix: string): string {
  return `${prefix}${randomId(16)}`;
}

/** The form fields of a voice webhook. */
export function voiceFields(call: CallIdentity, status: CallStatus): Record<string, string> {
  const { accountSid, callSid, from, to } = call;
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: callSid,
    CallStatus: status,
    Direction: 'inbound',
    From: from,
    To: to,
    Caller: from,
    Called: to,
    ...geography('From', from),
    ...geography('Caller', from),
    ...geography('To', to),
    ...geography('Called', to),
  };
}

/**
 * The form fields of one status callback. Of an inbound call Twilio sends the final status only; when
 * more are `sent`, each is numbered by when it happened, not by when it is sent.
 */
export function statusFields(
  call: CallIdentity,
  status: CallStatus,
  sent: readonly CallStatus[],
  at: { readonly date: Date; readonly durationMs: number },
): Record<string, string> {
  const happened = [...new Set(sent)].sort((a, b) => rank(a) - rank(b));
  const seconds = Math.ceil(at.durationMs / 1000);
  const isFinal = !statusOrder.includes(status);
  return {
    ...voiceFields(call, status),
    CallbackSource: 'call-progress-events',
    SequenceNumber: String(happened.indexOf(status)),
    Timestamp: at.date.toUTCString().replace('GMT', '+0000'),
    ...(isFinal && { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) }),
  };
}

/** The form fields of an incoming text message. */
export function messageFields(
  accountSid: string,
  message: {
    readonly sid: string;
    readonly from: string;
    readonly to: string;
    readonly body: string;
  },
): Record<string, string> {
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    MessageSid: message.sid,
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: 'received',
    From: message.from,
    To: message.to,
    Body: message.body,
    NumMedia: '0',
    NumSegments: String(Math.max(1, Math.ceil(message.body.length / 160))),
    ...geography('From', message.from),
    ...geography('To', message.to),
  };
}

function rank(status: CallStatus): number {
  const index = statusOrder.indexOf(status);
  return index === -1 ? statusOrder.length : index;
}

/** Twilio looks numbers up; of most it knows the country alone. */
function geography(side: string, number: string): Record<string, string> {
  return {
    [`${side}City`]: '',
    [`${side}State`]: '',
    [`${side}Zip`]: '',
    [`${side}Country`]: number.startsWith('+250') ? 'RW' : '',
  };
}
