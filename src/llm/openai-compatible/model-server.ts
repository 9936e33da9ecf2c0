import { probeUrl, type HealthCheckName } from '../../common/health-check.js';
import { BreakerChatModel } from '../breaker-chat-model.js';
import type { ChatModel } from '../chat-model.js';
import type { LlmNeeds } from '../llm-needs.js';
import { OpenAiCompatibleModel } from './openai-compatible-model.js';

/** A server that speaks OpenAI's chat completions, and the model to ask there. */
export interface ModelServer {
  /** The vendor, as records and logs name it. */
  readonly name: string;
  readonly healthCheck: HealthCheckName;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Servers that want no key still get the header; any text does. */
  readonly apiKey: string;
  readonly model: string;
  /** Asks a reasoning model to answer at once; left out for servers that may not know the field. */
  readonly reasoningEffort?: 'none';
}

/** What a base URL in the environment looks like. */
export const BASE_URL = /^https?:\/\/\S+$/;
export const BASE_URL_MESSAGE = '$property must be an http(s) URL such as https://…/v1';

export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** How long a model that has begun to speak may pause. */
const STALL_MS = 4000;

/**
 * A client for the server, behind a circuit breaker of its own. The server's health is known by its
 * list of models: asking for it is free and, at most servers, proves the key.
 */
export function connect(
  server: ModelServer,
  { clock, log, healthChecks, firstTokenMs }: LlmNeeds,
): ChatModel {
  const { baseUrl, apiKey } = server;
  healthChecks.register({
    name: server.healthCheck,
    check: async (signal) =>
      probeUrl(`${baseUrl}/models`, { authorization: `Bearer ${apiKey}` }, signal),
  });
  const model = new OpenAiCompatibleModel({ ...server, firstTokenMs, stallMs: STALL_MS }, clock);
  return new BreakerChatModel(model, log);
}
