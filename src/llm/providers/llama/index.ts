import { IsNotEmpty, IsOptional, IsString, Matches } from 'class-validator';
import { defineProvider } from '../../../common/provider-definition.js';
import { openAiCompatibleServer } from '../../../common/vendors/openai-api.js';
import type { VendorServer } from '../../../common/vendors/vendor-server.js';
import type { ChatModel } from '../../chat-model.js';
import { FallbackChatModel } from '../../fallback-chat-model.js';
import type { LlmNeeds } from '../../llm-needs.js';
import { connect } from '../../openai-compatible/connect.js';
import {
  BASE_URL,
  BASE_URL_MESSAGE,
  withoutTrailingSlash,
  type ModelServer,
} from '../../openai-compatible/model-server.js';
import {
  openAiServer,
  OpenAiServerEnvironment,
  openAiReliance,
} from '../../openai-compatible/openai-server.js';

/** Servers that want no key still get one. */
const noKey = 'none';

class LlamaEnvironment extends OpenAiServerEnvironment {
  @Matches(BASE_URL, { message: `${BASE_URL_MESSAGE} with LLM_PROVIDER=llama` })
  LLAMA_BASE_URL!: string;

  @IsString()
  @IsNotEmpty({ message: '$property is required with LLM_PROVIDER=llama: the id of a model there' })
  LLAMA_MODEL!: string;

  @IsOptional()
  @IsString()
  LLAMA_API_KEY?: string;

  @IsOptional()
  @IsString()
  OPENAI_API_KEY?: string;
}

/** Llama at any OpenAI-compatible server; OpenAI answers in its place when there is a key for it. */
export const llama = defineProvider<ChatModel | null, LlmNeeds, LlamaEnvironment>({
  name: 'llama',
  environment: LlamaEnvironment,
  reliesOn: (env) => {
    const { OPENAI_API_KEY: fallbackKey } = env;
    const fallback = fallbackKey === undefined ? [] : [openAiReliance(env, fallbackKey)];
    return { servers: [llamaVendor(env), ...fallback] };
  },
  create: (env, needs) => {
    const chat = connect(llamaServer(env), needs);
    if (env.OPENAI_API_KEY === undefined) return chat;

    const fallback = connect(openAiServer(env, env.OPENAI_API_KEY), needs);
    return new FallbackChatModel(chat, fallback, needs.log, needs.meter);
  },
});

function llamaServer(env: LlamaEnvironment): ModelServer {
  return {
    name: 'llama',
    healthCheck: 'llama_api',
    baseUrl: withoutTrailingSlash(env.LLAMA_BASE_URL),
    apiKey: env.LLAMA_API_KEY ?? noKey,
    model: env.LLAMA_MODEL,
    countsTokens: false,
  };
}

function llamaVendor(env: LlamaEnvironment): VendorServer {
  return openAiCompatibleServer(
    {
      name: 'Llama',
      healthCheck: 'llama_api',
      urlVariable: 'LLAMA_BASE_URL',
      keyVariable: 'LLAMA_API_KEY',
      models: [{ variable: 'LLAMA_MODEL', id: env.LLAMA_MODEL }],
      // llama.cpp answers to any name.
      mindsModelIds: false,
    },
    env.LLAMA_BASE_URL,
    env.LLAMA_API_KEY ?? noKey,
  );
}
