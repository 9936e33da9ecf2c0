/**
 * A Twilio that runs on the laptop, with the phones of its callers: it asks the webhooks, executes the
 * TwiML, opens the media streams, and plays, hears, records and measures in real time.
 *
 *     const twilio = new TwilioSimulator({ accountSid, authToken, publicBaseUrl });
 *     const call = twilio.placeCall({
 *       from: '+250788000001',
 *       to: '+14155550100',
 *       caller: recordedCaller([{ say: await loadRecording('test/fixtures/hello.wav') }]),
 *     });
 *     const report = await call.finished;
 *     console.log(report.turns[0]?.totalMs, report.problems);
 *     await report.writeRecording('call.wav');
 *
 * A caller is an async function of the phone in its hand, so a test can do what a person can:
 *
 *     caller: async (phone) => {
 *       await phone.untilTutorHasSpoken(800);
 *       await phone.say(interruption);
 *       await phone.untilTutorFinishes();
 *       await phone.press('1');
 *     }
 *
 * Every time is in milliseconds since the call was placed, in the timeline, in the turns and in the
 * recording alike. The caller hears and speaks in frames of 20 ms; frame `n` is due at `n * 20` ms
 * whatever happens, and `report.lateness` says how late this process was with them.
 *
 * What Twilio does not document is decided like this: a mark with nothing before it returns at once; the
 * queue has no end; closing the socket drops what is queued; `<Say>` takes no time.
 */
export { type TwilioAccount, type SignatureKind, signatureHeaders } from './account.js';
export type { CallFaults } from './call-setting.js';
export { CallEndedError, CallerTimeoutError } from './caller/caller-ear.js';
export type { CallerPhone, CallerScript } from './caller/caller-phone.js';
export {
  type CallerStep,
  recordedCaller,
  type RecordedCallerOptions,
} from './caller/recorded-caller.js';
export { openMediaSocket, type MediaSocketRequest } from './media/media-socket.js';
export type { TwilioNotice } from './notice.js';
export { TwilioFailure } from './notice.js';
export type { CallFacts, CallReport } from './report/call-report.js';
export type { PlaybackGap, TurnMeasurement } from './report/measure-turns.js';
export type { CallStatus } from './request-fields.js';
export { messageFields, newSid, statusFields, voiceFields } from './request-fields.js';
export type { SimulatedCall } from './simulated-call.js';
export type { CallEvent } from './timeline.js';
export {
  type CallOptions,
  type TextAnswer,
  type TextMessage,
  TwilioSimulator,
  type TwilioSimulatorOptions,
} from './twilio-simulator.js';
export { type WebhookAnswer, WebhookClient, type WebhookRequest } from './webhook-client.js';
