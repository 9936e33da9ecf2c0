import { defineProvider } from '../../../common/provider-definition.js';
import type { ChatModel } from '../../chat-model.js';
import type { LlmNeeds } from '../../llm-needs.js';

/** No model, and no variables: the lessons carry the call. */
export const none = defineProvider<ChatModel | null, LlmNeeds, object>({
  name: 'none',
  environment: Object,
  create: () => null,
});
