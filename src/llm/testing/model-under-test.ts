import { SystemClock } from '../../common/clock.js';
import { OpenAiCompatibleModel } from '../openai-compatible/openai-compatible-model.js';
import type { ScriptedServer } from './scripted-server.js';

/** The client of a scripted server. */
export function modelAt({ baseUrl }: Pick<ScriptedServer, 'baseUrl'>): OpenAiCompatibleModel {
  const server = {
    name: 'llama',
    healthCheck: 'llama_api',
    baseUrl,
    apiKey: 'secret-key',
    model: 'llama-small',
    countsTokens: true,
  } as const;
  return new OpenAiCompatibleModel(server, new SystemClock());
}
