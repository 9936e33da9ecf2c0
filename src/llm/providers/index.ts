import type { ProviderKind } from '../../common/provider-definition.js';
import type { ChatModel } from '../chat-model.js';
import type { LlmNeeds } from '../llm-needs.js';
import { llama } from './llama/index.js';
import { none } from './none/index.js';
import { openai } from './openai/index.js';

/** What LLM_PROVIDER chooses from. */
export const llmKind: ProviderKind<ChatModel | null, LlmNeeds> = {
  variable: 'LLM_PROVIDER',
  definitions: [llama, openai, none],
};
