export {
  CHAT_MODEL,
  type ChatEvent,
  type ChatMessage,
  type ChatModel,
  type ChatRequest,
} from './chat-model.js';
export { splitClauses } from './clauses.js';
export type { LlmNeeds } from './llm-needs.js';
export { LlmModule } from './llm.module.js';
export { estimateTokens } from './token-estimate.js';
export { llmKind } from './providers/index.js';
