import { isAbort } from '../../../../common/errors.js';
import type { ChatEvent, ChatModel, ChatRequest } from '../../../chat-model.js';
import { hear } from '../chat-subject.js';
import type { Address } from '../served.js';

type Stream = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatEvent>;

/** A way to get an adapter wrong, and a case of the contract that finds it out. */
export interface Fault {
  readonly fault: string;
  readonly foundBy: string;
  readonly spoil: (good: ChatModel, address: Address) => ChatModel;
}

/** The model with another way to answer. */
export function spoilt(good: ChatModel, stream: Stream): ChatModel {
  const { name, capabilities } = good;
  return { name, capabilities, stream, close: async () => good.close() };
}

/** A model whose events are changed when they are all there. */
export function rearranged(
  fault: string,
  foundBy: string,
  change: (events: readonly ChatEvent[]) => readonly ChatEvent[],
): Fault {
  return {
    fault,
    foundBy,
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const { events, error } = await hear(good, { request, signal });
        yield* change(events);
        if (error !== undefined) throw error as Error;
      }),
  };
}

/** A model that reports a failure otherwise, or not at all when `change` returns. */
export function misreported(
  fault: string,
  foundBy: string,
  change: (error: unknown) => void,
): Fault {
  return {
    fault,
    foundBy,
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        try {
          yield* good.stream(request, signal);
        } catch (error) {
          if (isAbort(error)) throw error;
          change(error);
        }
      }),
  };
}
