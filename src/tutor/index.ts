export { keptPhrases } from './conversation/kept-phrases.js';
export { speakable } from './speakable/speakable.js';
export {
  TUTOR,
  type CallerInput,
  type Clause,
  type Fit,
  type ReplyFacts,
  type Tutor,
  type TutorReply,
  type TutorState,
} from './tutor.js';
export { moduleNames } from './tutor-state.js';
export { TutorModule } from './tutor.module.js';
