export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** Upper bound of the answer's length in tokens. */
  readonly maxTokens: number;
}

/**
 * A piece of the answer; or, last, the model that gave it and the count of its tokens (estimated
 * when the server does not say).
 */
export type ChatEvent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'usage';
      readonly model: string;
      readonly tokensIn: number;
      readonly tokensOut: number;
    };

/** True for the words that an answer is awaited for. */
export function hasWords(event: ChatEvent): boolean {
  return event.type === 'text' && /\S/.test(event.text);
}

export interface ChatModelCapabilities {
  /** The server tells how many tokens each answer took; otherwise they may be an estimate. */
  readonly countsTokens: boolean;
}

/**
 * Streams an answer. Errors are `ProviderError`, also when the stream is cut before its end;
 * an abort ends the iteration with `AbortError`.
 */
export interface ChatModel {
  readonly name: string;
  readonly capabilities: ChatModelCapabilities;
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatEvent>;
  close(): Promise<void>;
}

export const CHAT_MODEL = Symbol('CHAT_MODEL');
