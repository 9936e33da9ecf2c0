import { BreakerChatModel } from '../breaker-chat-model.js';
import type { ChatModel } from '../chat-model.js';
import type { LlmNeeds } from '../llm-needs.js';
import type { ModelServer } from './model-server.js';
import { OpenAiCompatibleModel } from './openai-compatible-model.js';

/** How long a model that has begun to speak may pause. */
const STALL_MS = 4000;

/** A client for the server, behind a circuit breaker of its own. */
export function connect(server: ModelServer, { clock, log, firstTokenMs }: LlmNeeds): ChatModel {
  const model = new OpenAiCompatibleModel({ ...server, firstTokenMs, stallMs: STALL_MS }, clock);
  return new BreakerChatModel(model, log);
}
