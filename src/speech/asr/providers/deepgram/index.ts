import { IsNotEmpty, IsString, Matches } from 'class-validator';
import { probeUrl } from '../../../../common/health-check.js';
import { defineProvider } from '../../../../common/provider-definition.js';
import type { SpeechNeeds } from '../../../speech-needs.js';
import type { SpeechRecognizer } from '../../speech-recognizer.js';
import { Deepgram } from './deepgram.provider.js';

class DeepgramEnvironment {
  @IsString()
  @IsNotEmpty({ message: '$property is required with ASR_PROVIDER=deepgram' })
  DEEPGRAM_API_KEY!: string;

  @Matches(/^https?:\/\/[^/\s]+\/?$/, { message: '$property must be an http(s) origin' })
  DEEPGRAM_BASE_URL = 'https://api.deepgram.com';

  @IsString()
  @IsNotEmpty()
  DEEPGRAM_STT_MODEL = 'nova-3';
}

export const deepgram = defineProvider<SpeechRecognizer, SpeechNeeds, DeepgramEnvironment>({
  name: 'deepgram',
  environment: DeepgramEnvironment,
  create: (env, { healthChecks, clock, log }) => {
    const tokenUrl = new URL('/v1/auth/token', env.DEEPGRAM_BASE_URL).href;
    const authorization = `Token ${env.DEEPGRAM_API_KEY}`;
    healthChecks.register({
      name: 'deepgram_api',
      check: async (signal) => probeUrl(tokenUrl, { authorization }, signal),
    });
    const options = {
      apiKey: env.DEEPGRAM_API_KEY,
      baseUrl: env.DEEPGRAM_BASE_URL,
      model: env.DEEPGRAM_STT_MODEL,
    };
    return new Deepgram(options, clock, log);
  },
});
