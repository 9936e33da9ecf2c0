import { IsNotEmpty, IsString, Matches } from 'class-validator';
import { defineProvider } from '../../../../common/provider-definition.js';
import { deepgramServer } from '../../../deepgram-server.js';
import type { SpeechNeeds } from '../../../speech-needs.js';
import type { SpeechSynthesizer } from '../../speech-synthesizer.js';
import { Deepgram } from './deepgram.provider.js';

class DeepgramEnvironment {
  @IsString()
  @IsNotEmpty({ message: '$property is required with TTS_PROVIDER=deepgram' })
  DEEPGRAM_API_KEY!: string;

  @Matches(/^https?:\/\/[^/\s]+\/?$/, { message: '$property must be an http(s) origin' })
  DEEPGRAM_BASE_URL = 'https://api.deepgram.com';

  @IsString()
  @IsNotEmpty()
  DEEPGRAM_TTS_MODEL = 'aura-2-thalia-en';
}

export const deepgram = defineProvider<SpeechSynthesizer, SpeechNeeds, DeepgramEnvironment>({
  name: 'deepgram',
  environment: DeepgramEnvironment,
  reliesOn: (env) => {
    const model = { variable: 'DEEPGRAM_TTS_MODEL', id: env.DEEPGRAM_TTS_MODEL };
    return { servers: [deepgramServer(env.DEEPGRAM_BASE_URL, env.DEEPGRAM_API_KEY, model)] };
  },
  create: (env) =>
    new Deepgram({
      apiKey: env.DEEPGRAM_API_KEY,
      baseUrl: env.DEEPGRAM_BASE_URL,
      model: env.DEEPGRAM_TTS_MODEL,
    }),
});
