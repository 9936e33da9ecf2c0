export { ADMISSION_GATE, type AdmissionGate, type Refusal } from './calls/admission-gate.js';
export {
  CallLifecycle,
  finalStatuses,
  type CompletedCall,
  type CompletionListener,
  type FinalStatus,
} from './calls/call-lifecycle.js';
export { callKey, callOfNumberKey, isSecretKey } from './calls/call-keys.js';
export type { CallProgress, CallState } from './calls/call-state.js';
export { CallStates } from './calls/call-states.js';
export { CallerId, normaliseNumber, type Caller } from './calls/caller-id.js';
export { StreamTokens } from './calls/stream-tokens.js';
export { publicUrls, webhookPaths, type PublicUrls } from './public-urls.js';
export { TWILIO_REST, type TwilioRest } from './rest/twilio-rest.js';
export { configureTelephonyHttp } from './telephony-http.js';
export { TelephonyModule } from './telephony.module.js';
export { TwilioSignature } from './webhooks/twilio-signature.js';
