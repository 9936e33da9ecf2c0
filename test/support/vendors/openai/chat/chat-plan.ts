import type { Delivery } from '../../server/answer.js';

export interface ReceivedMessage {
  readonly role: string;
  readonly content: string;
}

/** A function that the model wants called; `arguments` is JSON text. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: string;
}

/** What the model says and when. Times count from the headers, which leave at once. */
export interface ChatPlan extends Delivery {
  readonly text?: string | ((messages: readonly ReceivedMessage[]) => string);
  readonly firstTokenMs?: number;
  readonly tokenMs?: number;
  /** Null is what some compatible servers send instead of a reason. */
  readonly finishReason?: 'stop' | 'length' | 'content_filter' | null;
  /** Said in `delta.refusal`, in place of the text. */
  readonly refusal?: string;
  /** Asked for in pieces of `delta.tool_calls`, in place of the text. */
  readonly toolCalls?: readonly ToolCall[];
  /** Says the text over and over until the client leaves. */
  readonly endless?: boolean;
  /** Sends a comment line this often while the first token is awaited, which may be for ever. */
  readonly commentMs?: number;
  /** Spoils the stream behind so many tokens: a line that carries an error, or half a JSON document. */
  readonly spoiled?: { readonly afterTokens: number; readonly by: 'error' | 'malformed' };
  /** False ends the stream properly, but without `[DONE]`. */
  readonly done?: boolean;
}
