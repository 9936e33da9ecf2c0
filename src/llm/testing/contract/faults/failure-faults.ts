import { ProviderError } from '../../../../common/errors.js';
import { hear, secret } from '../chat-subject.js';
import { misreported, rearranged, spoilt, type Fault } from './fault.js';

export const failureFaults: readonly Fault[] = [
  misreported('maps every failure to the same', 'reports status 429 as rate_limited', () => {
    throw new ProviderError('llama', 'unavailable', 'it failed', { status: 429 });
  }),
  misreported('throws what it caught', 'reports status 500 as unavailable', () => {
    throw new TypeError('fetch failed');
  }),
  misreported('names somebody else', 'reports status 503 as unavailable', () => {
    throw new ProviderError('vendor', 'unavailable', 'it failed', { status: 503 });
  }),
  misreported('quotes the server', 'reports status 401 as rejected', () => {
    throw new ProviderError('llama', 'rejected', secret, { status: 401 });
  }),
  misreported('quotes the server in the cause', 'reports status 403 as rejected', () => {
    const cause = new Error(secret);
    throw new ProviderError('llama', 'rejected', 'no', { status: 403, cause });
  }),
  misreported(
    'forgets for how long to leave a server alone',
    'tells how long a busy server wants to be left alone in retry-after',
    (error) => {
      const { kind, status } = error as ProviderError;
      throw new ProviderError('llama', kind, 'busy', status === undefined ? {} : { status });
    },
  ),
  misreported(
    'takes an empty account for a busy server',
    'knows an account without quota from a busy server',
    () => {
      throw new ProviderError('llama', 'rate_limited', 'busy', { status: 429 });
    },
  ),
  misreported(
    'takes half an answer for a whole one',
    'reports an end in mid-answer as unavailable, after the words that came',
    () => undefined,
  ),
  misreported(
    'takes no words for an answer',
    'reports an answer without words as protocol, after the words that came',
    () => undefined,
  ),
  misreported(
    'takes a web page for an answer',
    'reports a web page as protocol, after the words that came',
    () => undefined,
  ),
  rearranged(
    'drops the words before a failure',
    'keeps the words that came before a failure',
    () => [],
  ),
  {
    fault: 'asks again by itself',
    foundBy: 'reports status 503 as unavailable',
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const { events, error } = await hear(good, { request, signal });
        yield* events;
        if (error !== undefined) yield* good.stream(request, signal);
      }),
  },
  {
    fault: 'begins again in mid-answer',
    foundBy: 'reports a reset in mid-answer as unavailable, after the words that came',
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const { events, error } = await hear(good, { request, signal });
        yield* events;
        if (error !== undefined) yield* good.stream(request, signal);
      }),
  },
  {
    fault: 'listens to an answer without an end',
    foundBy: 'ends an answer that never ends, and hangs up',
    spoil: (good) =>
      spoilt(good, (request, signal) => good.stream({ ...request, maxTokens: 1e9 }, signal)),
  },
];
