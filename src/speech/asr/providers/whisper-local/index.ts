import { join } from 'node:path';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { defineProvider } from '../../../../common/provider-definition.js';
import type { SpeechNeeds } from '../../../speech-needs.js';
import type { SpeechRecognizer } from '../../speech-recognizer.js';
import { WhisperLocal } from './whisper-local.provider.js';

class WhisperLocalEnvironment {
  /** Utterances that are recognised at once; each has the model in memory (about 600 MB). */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(64)
  WHISPER_LOCAL_WORKERS = 1;

  /**
   * Cores that one utterance may use. A second one saves a quarter of the time on an idle machine, but
   * the engine's threads wait for each other: where other work needs the cores it doubles the time.
   */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(64)
  WHISPER_LOCAL_THREADS = 1;
}

export const whisperLocal = defineProvider<SpeechRecognizer, SpeechNeeds, WhisperLocalEnvironment>({
  name: 'whisper_local',
  environment: WhisperLocalEnvironment,
  create: async (env, { settings }) =>
    WhisperLocal.start({
      modelFolder: join(settings.BAKAME_HOME, 'models', 'whisper-base'),
      workers: env.WHISPER_LOCAL_WORKERS,
      threads: env.WHISPER_LOCAL_THREADS,
    }),
});
