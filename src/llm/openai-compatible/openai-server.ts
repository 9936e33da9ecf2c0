import { IsNotEmpty, IsString, Matches } from 'class-validator';
import { openAiVendor } from '../../common/vendors/openai-api.js';
import type { VendorServer } from '../../common/vendors/vendor-server.js';
import {
  BASE_URL,
  BASE_URL_MESSAGE,
  withoutTrailingSlash,
  type ModelServer,
} from './model-server.js';

/** OpenAI's own variables, for the provider of that name and for others that fall back to it. */
export class OpenAiServerEnvironment {
  @Matches(BASE_URL, { message: BASE_URL_MESSAGE })
  OPENAI_BASE_URL = 'https://api.openai.com/v1';

  @IsString()
  @IsNotEmpty()
  OPENAI_MODEL = 'gpt-5.4-mini';
}

/** OpenAI itself, whose models reason before they speak unless told not to. */
export function openAiServer(env: OpenAiServerEnvironment, apiKey: string): ModelServer {
  return {
    name: 'openai',
    healthCheck: 'openai_api',
    baseUrl: withoutTrailingSlash(env.OPENAI_BASE_URL),
    apiKey,
    model: env.OPENAI_MODEL,
    reasoningEffort: 'none',
    countsTokens: true,
  };
}

/** The same as health and doctor look at it. */
export function openAiReliance(env: OpenAiServerEnvironment, apiKey: string): VendorServer {
  const model = { variable: 'OPENAI_MODEL', id: env.OPENAI_MODEL };
  return openAiVendor({ OPENAI_BASE_URL: env.OPENAI_BASE_URL, OPENAI_API_KEY: apiKey }, model);
}
