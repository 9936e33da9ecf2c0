import { ProviderError } from '../../src/common/errors.js';
import type { ChatEvent, ChatModel, ChatRequest } from '../../src/llm/chat-model.js';

/** A piece of the answer, or the failure that comes in its place; `hang` waits for the abort. */
export type ScriptedPiece = string | ProviderError | typeof hang;

export const hang = Symbol('hang');

/** A model at the contract's level: answers what it was given, request by request. */
export class ScriptedChatModel implements ChatModel {
  readonly capabilities = { countsTokens: true };
  readonly requests: ChatRequest[] = [];
  closed = false;
  private readonly answers: (readonly ScriptedPiece[])[];

  constructor(
    readonly name: string,
    ...answers: readonly (readonly ScriptedPiece[])[]
  ) {
    this.answers = [...answers];
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    signal.throwIfAborted();
    this.requests.push(request);
    const pieces = this.answers.shift() ?? [];
    for (const piece of pieces) {
      if (piece === hang) {
        await untilAborted(signal);
        throw signal.reason;
      }
      signal.throwIfAborted();
      if (piece instanceof ProviderError) throw piece;
      yield { type: 'text', text: piece };
    }
    yield { type: 'usage', model: this.name, tokensIn: 10, tokensOut: pieces.length };
  }

  async close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
