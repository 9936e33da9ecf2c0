import type { ProviderKind } from '../../../common/provider-definition.js';
import type { SpeechNeeds } from '../../speech-needs.js';
import type { SpeechRecognizer } from '../speech-recognizer.js';
import { deepgram } from './deepgram/index.js';
import { whisper } from './whisper/index.js';
import { whisperLocal } from './whisper-local/index.js';

export const asrKind: ProviderKind<SpeechRecognizer, SpeechNeeds> = {
  variable: 'ASR_PROVIDER',
  definitions: [whisper, whisperLocal, deepgram],
  standby: whisperLocal.name,
};
