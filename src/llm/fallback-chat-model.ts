import type { Log } from '../common/log.js';
import type { Meter } from '../common/meter.js';
import { withFallback } from '../common/resilience/index.js';
import {
  hasWords,
  type ChatEvent,
  type ChatModel,
  type ChatModelCapabilities,
  type ChatRequest,
} from './chat-model.js';

/** Asks the first model and, when it fails before its first words, the next. */
export class FallbackChatModel implements ChatModel {
  readonly name: string;
  readonly capabilities: ChatModelCapabilities;

  constructor(
    private readonly primary: ChatModel,
    private readonly fallback: ChatModel,
    private readonly log: Log,
    private readonly meter: Meter,
  ) {
    this.name = primary.name;
    this.capabilities = {
      countsTokens: primary.capabilities.countsTokens && fallback.capabilities.countsTokens,
    };
  }

  stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    const fallback = {
      ask: (asked: AbortSignal) => this.fallback.stream(request, asked),
      onFailure: (err: unknown) => {
        const [provider, next] = [this.primary.name, this.fallback.name];
        const fields = { provider, fallback: next, err };
        this.meter.count('fallbacks', 'llm');
        this.log.warn('The language model failed; the fallback answers', fields);
      },
    };
    return withFallback((asked) => this.primary.stream(request, asked), fallback, hasWords, signal);
  }

  async close(): Promise<void> {
    await Promise.all([this.primary.close(), this.fallback.close()]);
  }
}
