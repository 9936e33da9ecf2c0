import type { ChatEvent, ChatModel, ChatRequest } from '../chat-model.js';

export const question: ChatRequest = {
  messages: [
    { role: 'system', content: 'You are a tutor.' },
    { role: 'user', content: 'What is a river?' },
  ],
  maxTokens: 50,
};

export interface Collected {
  readonly pieces: readonly string[];
  readonly usage: Extract<ChatEvent, { type: 'usage' }> | undefined;
  /** What ended the stream, if it was not its end. */
  readonly error: unknown;
}

/** Reads an answer to its end; `onPiece` hears of each piece when it comes. */
export async function collect(
  model: ChatModel,
  signal: AbortSignal = new AbortController().signal,
  onPiece: (count: number) => void = () => undefined,
): Promise<Collected> {
  const pieces: string[] = [];
  let usage: Collected['usage'];
  try {
    for await (const event of model.stream(question, signal)) {
      if (event.type === 'usage') usage = event;
      else onPiece(pieces.push(event.text));
    }
  } catch (error) {
    return { pieces, usage, error };
  }
  return { pieces, usage, error: undefined };
}
