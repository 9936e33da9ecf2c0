import { join } from 'node:path';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { defineProvider, type Reliance } from '../../../../common/provider-definition.js';
import type { SpeechNeeds } from '../../../speech-needs.js';
import type { SpeechSynthesizer } from '../../speech-synthesizer.js';
import { CoquiLocal } from './coqui-local.provider.js';
import { CoquiServer } from './coqui-server.provider.js';

class CoquiLocalEnvironment {
  /** Clauses that are spoken at once; each has the voice in memory (about 220 MB). */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(64)
  COQUI_LOCAL_WORKERS = 1;

  /** Cores that one clause may use; a short one gains nothing from a second. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(64)
  COQUI_LOCAL_THREADS = 1;

  /** A `tts-server` that speaks instead of this process. */
  @IsOptional()
  @Matches(/^https?:\/\/[^/\s]+\/?$/, { message: '$property must be an http(s) origin' })
  COQUI_URL?: string;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  COQUI_SPEAKER_ID?: string;
}

export const coquiLocal = defineProvider<SpeechSynthesizer, SpeechNeeds, CoquiLocalEnvironment>({
  name: 'coqui_local',
  environment: CoquiLocalEnvironment,
  reliesOn,
  create: async (env, { settings }) => {
    const { COQUI_URL: baseUrl, COQUI_SPEAKER_ID: speakerId } = env;
    if (baseUrl !== undefined) {
      return new CoquiServer({ baseUrl, ...(speakerId !== undefined && { speakerId }) });
    }
    return CoquiLocal.start({
      modelsFolder: join(settings.BAKAME_HOME, 'models'),
      workers: env.COQUI_LOCAL_WORKERS,
      threads: env.COQUI_LOCAL_THREADS,
    });
  },
});

function reliesOn({ COQUI_URL: url }: CoquiLocalEnvironment): Reliance {
  if (url === undefined) return { modelFiles: ['voice-joe/', 'espeak-ng-data/'] };
  const voicesUrl = new URL('/voices', url).href;
  const server = {
    name: 'The Coqui server',
    keyUrl: voicesUrl,
    modelsUrl: voicesUrl,
    headers: {},
    urlVariable: 'COQUI_URL',
    keyVariable: 'COQUI_URL',
    models: [],
    mindsModelIds: false,
    readModels: () => [],
  };
  return { servers: [server] };
}
