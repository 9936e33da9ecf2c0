import { join } from 'node:path';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { defineProvider, type Reliance } from '../../../../common/provider-definition.js';
import { openAiCompatibleServer } from '../../../../common/vendors/openai-api.js';
import type { SpeechNeeds } from '../../../speech-needs.js';
import type { SpeechRecognizer } from '../../speech-recognizer.js';
import { WhisperLocal } from './whisper-local.provider.js';
import { WhisperServer } from './whisper-server.provider.js';

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

  /** A server that recognises instead of this process. */
  @IsOptional()
  @Matches(/^https?:\/\/[^/\s]+(\/v1)?\/?$/, {
    message:
      '$property must be the origin of a whisper.cpp server, or an http(s) URL ending in /v1',
  })
  WHISPER_URL?: string;

  @IsString()
  @IsNotEmpty()
  WHISPER_MODEL = 'whisper-1';

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  WHISPER_API_KEY?: string;
}

export const whisperLocal = defineProvider<SpeechRecognizer, SpeechNeeds, WhisperLocalEnvironment>({
  name: 'whisper_local',
  environment: WhisperLocalEnvironment,
  reliesOn,
  create: async (env, { settings }) => {
    const { WHISPER_URL: url, WHISPER_MODEL: model, WHISPER_API_KEY: apiKey } = env;
    if (url !== undefined) {
      return new WhisperServer({ url, model, ...(apiKey !== undefined && { apiKey }) });
    }
    return WhisperLocal.start({
      modelFolder: join(settings.BAKAME_HOME, 'models', 'whisper-base'),
      workers: env.WHISPER_LOCAL_WORKERS,
      threads: env.WHISPER_LOCAL_THREADS,
    });
  },
});

function reliesOn({ WHISPER_URL: url, ...env }: WhisperLocalEnvironment): Reliance {
  if (url === undefined) return { modelFiles: ['whisper-base/'] };
  const server = {
    name: 'The Whisper server',
    urlVariable: 'WHISPER_URL',
    keyVariable: 'WHISPER_API_KEY',
    models: [],
    mindsModelIds: false,
  };
  if (/\/v1\/?$/.test(url))
    return { servers: [openAiCompatibleServer(server, url, env.WHISPER_API_KEY ?? 'none')] };
  const healthUrl = new URL('/health', url).href;
  const nothingToList = { modelsUrl: healthUrl, readModels: () => [] };
  return { servers: [{ ...server, keyUrl: healthUrl, headers: {}, ...nothingToList }] };
}
