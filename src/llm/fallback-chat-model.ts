import { isAbort } from '../common/errors.js';
import type { Log } from '../common/log.js';
import type { ChatEvent, ChatModel, ChatRequest } from './chat-model.js';

/**
 * Asks the first model and, when it fails before its first words, the next. Once a word has been
 * passed on, a failure is final: the caller would hear half a sentence twice.
 */
export class FallbackChatModel implements ChatModel {
  readonly name: string;

  constructor(
    private readonly primary: ChatModel,
    private readonly fallback: ChatModel,
    private readonly log: Log,
  ) {
    this.name = primary.name;
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    let started = false;
    try {
      for await (const event of this.primary.stream(request, signal)) {
        started = true;
        yield event;
      }
      return;
    } catch (error) {
      if (started || isAbort(error)) throw error;
      this.log.warn('The language model failed; the fallback answers', {
        provider: this.primary.name,
        fallback: this.fallback.name,
        err: error,
      });
    }
    yield* this.fallback.stream(request, signal);
  }

  async close(): Promise<void> {
    await Promise.all([this.primary.close(), this.fallback.close()]);
  }
}
