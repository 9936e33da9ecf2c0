export { redactDeep, type DeepRedaction } from './redact-deep.js';
export { redact } from './redact.js';
