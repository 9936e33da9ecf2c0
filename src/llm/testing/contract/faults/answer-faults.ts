import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatEvent, ChatRequest } from '../../../chat-model.js';
import type { Address } from '../served.js';
import { rearranged, spoilt, type Fault } from './fault.js';

const allInOrder = 'gives the words of the server, all and in their order';
const atOnce = 'gives the first words while the server still speaks';

const mixUp: Fault['spoil'] = (good) => {
  let latest: ChatRequest = { messages: [], maxTokens: 1 };
  return spoilt(good, async function* spoiltStream(request, signal) {
    latest = request;
    await Promise.resolve();
    yield* good.stream(latest, signal);
  });
};

export const answerFaults: readonly Fault[] = [
  rearranged('changes the order of words', allInOrder, ([first, second, ...rest]) =>
    first && second ? [second, first, ...rest] : [],
  ),
  rearranged('loses a word', allInOrder, (events) => events.toSpliced(2, 1)),
  rearranged('says a word twice', allInOrder, ([first, ...rest]) =>
    first ? [first, first, ...rest] : [],
  ),
  rearranged('keeps words back until all are there', atOnce, (events) => events),
  rearranged('gives empty pieces', 'begins with a word and gives no empty piece', (events) => [
    { type: 'text', text: '' },
    ...events,
  ]),
  rearranged(
    'counts tokens twice',
    'ends with one count of tokens, under its own name',
    (events) => [...events, ...events.filter(({ type }) => type === 'usage')],
  ),
  rearranged(
    'does not count tokens',
    'tells a count of tokens even when the server does not',
    (events) => events.filter(({ type }) => type === 'text'),
  ),
  {
    fault: 'asks before it is listened to',
    foundBy: 'asks once for an answer, and only when it is listened to',
    spoil: (good) =>
      spoilt(good, (request, signal) => {
        const events = good.stream(request, signal)[Symbol.asyncIterator]();
        const first = events.next();
        first.catch(() => undefined);
        return (async function* begun() {
          for (let next = await first; !next.done; next = await events.next()) yield next.value;
        })();
      }),
  },
  {
    fault: 'mixes up answers that come at the same time',
    foundBy: 'keeps answers that come at the same time apart',
    spoil: mixUp,
  },
  {
    fault: 'does not wait for its consumer',
    foundBy: 'waits for a consumer that takes its time',
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const latest: ChatEvent[] = [];
        const progress = { isOver: false };
        const reading = (async () => {
          for await (const event of good.stream(request, signal)) latest.splice(0, 1, event);
          progress.isOver = true;
        })();
        while (!progress.isOver || latest.length > 0) {
          yield* latest.splice(0, 1);
          await sleep(1);
        }
        await reading;
      }),
  },
  {
    fault: 'decodes each write by itself',
    foundBy: 'reads a stream in writes of 3 bytes',
    spoil: (good, address) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
        let rest = '';
        for await (const bytes of await bodyOf(address, request, signal)) {
          const events = (rest + decode(bytes)).split('\n\n');
          rest = events.pop() ?? '';
          yield* events.flatMap(wordsOf);
        }
        yield { type: 'usage', model: good.name, tokensIn: 1, tokensOut: 1 };
      }),
  },
  {
    fault: 'takes each write for whole events',
    foundBy: 'reads a stream in writes of 7 bytes',
    spoil: (good, address) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const decoder = new TextDecoder();
        for await (const bytes of await bodyOf(address, request, signal))
          yield* decoder.decode(bytes, { stream: true }).split('\n\n').flatMap(wordsOf);
        yield { type: 'usage', model: good.name, tokensIn: 1, tokensOut: 1 };
      }),
  },
];

async function bodyOf(
  { baseUrl, apiKey, modelId }: Address,
  { messages }: ChatRequest,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model: modelId, messages, stream: true }),
    signal,
  });
  if (!response.body) throw new Error('no body');
  return response.body;
}

function wordsOf(event: string): ChatEvent[] {
  const text = /"content":"([^"]+)"/.exec(event)?.[1];
  return text === undefined ? [] : [{ type: 'text', text }];
}
