import { guarded, type Guard } from '../common/resilience/index.js';
import {
  hasWords,
  type ChatEvent,
  type ChatModel,
  type ChatModelCapabilities,
  type ChatRequest,
} from './chat-model.js';

/** A model behind its deadlines, retries and circuit breaker. Words are what an answer is awaited for. */
export class GuardedChatModel implements ChatModel {
  readonly name: string;
  readonly capabilities: ChatModelCapabilities;
  private readonly guard: Guard<ChatEvent>;

  constructor(
    private readonly model: ChatModel,
    guard: Omit<Guard<ChatEvent>, 'provider' | 'awaited' | 'isUseful'>,
  ) {
    this.name = model.name;
    this.capabilities = model.capabilities;
    this.guard = { ...guard, provider: model.name, awaited: 'words', isUseful: hasWords };
  }

  stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    return guarded((asked) => this.model.stream(request, asked), this.guard, signal);
  }

  async close(): Promise<void> {
    await this.model.close();
  }
}
