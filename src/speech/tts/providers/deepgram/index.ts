import { IsNotEmpty, IsString, Matches } from 'class-validator';
import { probeUrl } from '../../../../common/health-check.js';
import { defineProvider } from '../../../../common/provider-definition.js';
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
  create: (env, { healthChecks }) => {
    const tokenUrl = new URL('/v1/auth/token', env.DEEPGRAM_BASE_URL).href;
    const authorization = `Token ${env.DEEPGRAM_API_KEY}`;
    healthChecks.register({
      name: 'deepgram_api',
      check: async (signal) => probeUrl(tokenUrl, { authorization }, signal),
    });
    return new Deepgram({
      apiKey: env.DEEPGRAM_API_KEY,
      baseUrl: env.DEEPGRAM_BASE_URL,
      model: env.DEEPGRAM_TTS_MODEL,
    });
  },
});
