import { setTimeout as sleep } from 'node:timers/promises';
import type { ContractCase } from '../../../common/testing/contract-suite.js';
import type { ChatPlan } from '../../../../test/support/vendors/openai/chat/chat-plan.js';
import type { ChatEvent, ChatModel, ChatRequest } from '../../chat-model.js';

/** The stand-in of a model's server, as the suite steers it. */
export interface ChatServerUnderTest {
  readonly url: string;
  /** Questions so far; `ended` tells whether the adapter took the answer or left before. */
  readonly requests: readonly {
    readonly fields: Readonly<Record<string, unknown>>;
    readonly headers: Readonly<Record<string, string>>;
    readonly ended: Promise<'answered' | 'dropped'>;
  }[];
  readonly openConnections: number;
  /** What happens to each of the next questions; all others are answered with `defaultText`. */
  plan(...plans: readonly ChatPlan[]): void;
  /** What happens to every question from now on. */
  planAlways(plan: ChatPlan): void;
  /** Nobody listens any more. */
  refuse(): Promise<void>;
  /** Listens again, at the same address. */
  accept(): Promise<void>;
}

export interface ChatModelUnderTest {
  /** The provider's name, and the key that it was given. */
  readonly name: string;
  readonly apiKey: string;
  readonly model: ChatModel;
  readonly server: ChatServerUnderTest;
}

export type ChatCase = ContractCase<ChatModelUnderTest>;

export const defaultText = 'A river is water that flows to a lake.';
/** Words of every width that UTF-8 has. */
export const wideText = 'Muraho! Amazi ni ubuzima: “café” costs ½ €, 水 and 😀 are free.';
/** What a server says and nobody else may hear: it may be a caller's own words. */
export const secret = 'my number is 0788 123 456';

export const question: ChatRequest = {
  messages: [
    { role: 'system', content: 'You are a tutor.' },
    { role: 'user', content: 'What is a river?' },
    { role: 'assistant', content: 'Water that flows.' },
    { role: 'user', content: 'Where to?' },
  ],
  maxTokens: 60,
};

export interface Heard {
  readonly pieces: readonly string[];
  /** The pieces together. */
  readonly text: string;
  readonly events: readonly ChatEvent[];
  /** What ended the answer, if it was not its end. */
  readonly error: unknown;
}

export interface Listening {
  readonly request?: ChatRequest;
  readonly signal?: AbortSignal;
  /** Hears how many pieces there are, at each. */
  readonly onPiece?: (count: number) => void | Promise<void>;
}

/** Listens to an answer to its end. */
export async function hear(
  model: ChatModel,
  { request = question, signal = never(), onPiece = () => undefined }: Listening = {},
): Promise<Heard> {
  const events: ChatEvent[] = [];
  const pieces: string[] = [];
  let error: unknown;
  try {
    for await (const event of model.stream(request, signal)) {
      events.push(event);
      if (event.type === 'text') await onPiece(pieces.push(event.text));
    }
  } catch (cause) {
    error = cause;
  }
  return { pieces, text: pieces.join(''), events, error };
}

export function never(): AbortSignal {
  return new AbortController().signal;
}

/** What the last request's exchange came to, which a server may learn late. */
export async function endOfLast({
  server,
}: ChatModelUnderTest): Promise<'answered' | 'dropped' | 'pending' | undefined> {
  const pending = sleep(400, 'pending' as const, { ref: false });
  return Promise.race([server.requests.at(-1)?.ended, pending]);
}

/** Waits until the server has a question. */
export async function askedOf({ server }: ChatModelUnderTest, count = 1): Promise<void> {
  while (server.requests.length < count) await sleep(2);
}
