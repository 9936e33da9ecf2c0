import type { ProviderKind } from '../../../common/provider-definition.js';
import type { SpeechNeeds } from '../../speech-needs.js';
import type { SpeechSynthesizer } from '../speech-synthesizer.js';
import { coquiLocal } from './coqui-local/index.js';
import { deepgram } from './deepgram/index.js';

export const ttsKind: ProviderKind<SpeechSynthesizer, SpeechNeeds> = {
  variable: 'TTS_PROVIDER',
  definitions: [deepgram, coquiLocal],
  standby: coquiLocal.name,
};
