import { BadRequestError, UnprocessableEntityError } from 'openai';
import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ChatRequest } from '../chat-model.js';
import type { ModelServer } from './model-server.js';

/**
 * `current` uses the fields of OpenAI's own API; `plain` those that every compatible server knows:
 * older ones answer 400 or 422 to `max_completion_tokens`, `stream_options` or `reasoning_effort`.
 */
export type Dialect = 'current' | 'plain';

/** The body of a request, of which OpenAI calls `max_tokens` deprecated and others know no other. */
type CompletionRequest = Omit<ChatCompletionCreateParamsStreaming, 'max_tokens'> & {
  max_tokens?: number;
};

export function completionRequest(
  { model, reasoningEffort }: ModelServer,
  request: ChatRequest,
  dialect: Dialect,
): CompletionRequest {
  const messages: ChatCompletionMessageParam[] = [...request.messages];
  const common = { model, messages, stream: true } as const;
  if (dialect === 'plain') return { ...common, max_tokens: request.maxTokens };
  return {
    ...common,
    max_completion_tokens: request.maxTokens,
    stream_options: { include_usage: true },
    ...(reasoningEffort && { reasoning_effort: reasoningEffort }),
  };
}

/** True when the server may have stumbled over a field that it does not know. */
export function mayBeUnknownField(error: unknown): boolean {
  return error instanceof BadRequestError || error instanceof UnprocessableEntityError;
}
