import { IsNotEmpty, IsString } from 'class-validator';
import { defineProvider } from '../../../common/provider-definition.js';
import type { ChatModel } from '../../chat-model.js';
import type { LlmNeeds } from '../../llm-needs.js';
import { connect } from '../../openai-compatible/connect.js';
import {
  openAiServer,
  OpenAiServerEnvironment,
  openAiReliance,
} from '../../openai-compatible/openai-server.js';

class OpenAiEnvironment extends OpenAiServerEnvironment {
  @IsString()
  @IsNotEmpty({ message: '$property is required with LLM_PROVIDER=openai' })
  OPENAI_API_KEY!: string;
}

/** OpenAI alone. */
export const openai = defineProvider<ChatModel | null, LlmNeeds, OpenAiEnvironment>({
  name: 'openai',
  environment: OpenAiEnvironment,
  reliesOn: (env) => ({ servers: [openAiReliance(env, env.OPENAI_API_KEY)] }),
  create: (env, needs) => connect(openAiServer(env, env.OPENAI_API_KEY), needs),
});
