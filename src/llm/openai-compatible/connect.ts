import type { ChatModel } from '../chat-model.js';
import { GuardedChatModel } from '../guarded-chat-model.js';
import type { LlmNeeds } from '../llm-needs.js';
import type { ModelServer } from './model-server.js';
import { OpenAiCompatibleModel } from './openai-compatible-model.js';

/** A client for the server, behind deadlines, retries and a circuit breaker of its own. */
export function connect(
  server: ModelServer,
  { settings, clock, log, breakers }: LlmNeeds,
): ChatModel {
  const breaker = breakers.create({
    name: `llm.${server.name}`,
    provider: server.name,
    healthCheck: server.healthCheck,
    log,
    failures: settings.BREAKER_FAILURES,
    openMs: settings.BREAKER_OPEN_MS,
  });
  return new GuardedChatModel(new OpenAiCompatibleModel(server, clock), {
    clock,
    breaker,
    firstMs: settings.LLM_FIRST_TOKEN_MS,
    betweenMs: settings.LLM_STALL_MS,
  });
}
