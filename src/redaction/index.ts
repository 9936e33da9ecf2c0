export { ConversationRedactor } from './conversation-redactor.js';
export { ConversationRedactors } from './conversation-redactors.js';
export { endsInDigits, findPersonal } from './find-personal.js';
export { markers, type Marker, type Personal, type PersonalKind } from './personal-kind.js';
export { redactDeep, type DeepRedaction } from './redact-deep.js';
export { redact, replacePersonal, withheld } from './redact.js';
