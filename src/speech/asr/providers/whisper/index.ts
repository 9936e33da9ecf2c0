import { IsNotEmpty, IsString, Matches } from 'class-validator';
import { defineProvider } from '../../../../common/provider-definition.js';
import { openAiVendor } from '../../../../common/vendors/openai-api.js';
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
  reliesOn: (env) => {
    const model = { variable: 'OPENAI_TRANSCRIBE_MODEL', id: env.OPENAI_TRANSCRIBE_MODEL };
    return { servers: [openAiVendor(env, model)] };
  },
  create: (env) =>
    new Whisper({
      apiKey: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL.replace(/\/+$/, ''),
      model: env.OPENAI_TRANSCRIBE_MODEL,
    }),
});
