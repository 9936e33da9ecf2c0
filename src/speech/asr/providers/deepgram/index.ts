import { IsNotEmpty, IsString, Matches } from 'class-validator';
import { defineProvider } from '../../../../common/provider-definition.js';
import { deepgramServer } from '../../../deepgram-server.js';
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
  reliesOn: (env) => {
    const model = { variable: 'DEEPGRAM_STT_MODEL', id: env.DEEPGRAM_STT_MODEL };
    return { servers: [deepgramServer(env.DEEPGRAM_BASE_URL, env.DEEPGRAM_API_KEY, model)] };
  },
  create: (env, { clock, log }) => {
    const options = {
      apiKey: env.DEEPGRAM_API_KEY,
      baseUrl: env.DEEPGRAM_BASE_URL,
      model: env.DEEPGRAM_STT_MODEL,
    };
    return new Deepgram(options, clock, log);
  },
});
