import { IsNotEmpty, IsString, Matches } from 'class-validator';
import { probeUrl } from '../../../../common/health-check.js';
import { defineProvider } from '../../../../common/provider-definition.js';
import type { SpeechNeeds } from '../../../speech-needs.js';
import type { SpeechRecognizer } from '../../speech-recognizer.js';
import { Whisper } from './whisper.provider.js';

class WhisperEnvironment {
  @IsString()
  @IsNotEmpty({ message: '$property is required with ASR_PROVIDER=whisper' })
  OPENAI_API_KEY!: string;

  @Matches(/^https?:\/\/\S+$/, { message: '$property must be an http(s) URL such as https://…/v1' })
  OPENAI_BASE_URL = 'https://api.openai.com/v1';

  @IsString()
  @IsNotEmpty()
  OPENAI_TRANSCRIBE_MODEL = 'gpt-transcribe';
}

export const whisper = defineProvider<SpeechRecognizer, SpeechNeeds, WhisperEnvironment>({
  name: 'whisper',
  environment: WhisperEnvironment,
  create: (env, { healthChecks }) => {
    const baseUrl = env.OPENAI_BASE_URL.replace(/\/+$/, '');
    const authorization = `Bearer ${env.OPENAI_API_KEY}`;
    healthChecks.register({
      name: 'openai_api',
      check: async (signal) => probeUrl(`${baseUrl}/models`, { authorization }, signal),
    });
    return new Whisper({
      apiKey: env.OPENAI_API_KEY,
      baseUrl,
      model: env.OPENAI_TRANSCRIBE_MODEL,
    });
  },
});
