import { isAbort, ProviderError } from '../../../../common/errors.js';
import { hear, never } from '../chat-subject.js';
import { spoilt, type Fault } from './fault.js';

const silent = (when: string): string =>
  `ends with an abort at once, and hangs up, while the server is silent ${when}`;

const endAllAtOnce: Fault['spoil'] = (good) => {
  const all = new AbortController();
  return spoilt(good, (request, signal) => {
    signal.addEventListener('abort', () => {
      all.abort();
    });
    return good.stream(request, all.signal);
  });
};

export const abortFaults: readonly Fault[] = [
  {
    fault: 'ends quietly when it is aborted',
    foundBy: 'gives nothing after an abort that comes at piece 1',
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        try {
          yield* good.stream(request, signal);
        } catch (error) {
          if (!isAbort(error)) throw error;
        }
      }),
  },
  {
    fault: 'takes an abort for a failure',
    foundBy: silent('before its first words'),
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        try {
          yield* good.stream(request, signal);
        } catch (error) {
          if (!isAbort(error)) throw error;
          throw new ProviderError(good.name, 'unavailable', 'the connection failed');
        }
      }),
  },
  {
    fault: 'does not hear an abort',
    foundBy: silent('before its headers'),
    spoil: (good) => spoilt(good, (request) => good.stream(request, never())),
  },
  {
    fault: 'hears an abort only between words',
    foundBy: silent('in mid-answer'),
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        for await (const event of good.stream(request, never())) {
          signal.throwIfAborted();
          yield event;
        }
      }),
  },
  {
    fault: 'gives what it has after an abort',
    foundBy: 'gives nothing after an abort that comes at piece 2',
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const { events } = await hear(good, { request });
        for (const [index, event] of events.entries()) {
          if (index > 3) signal.throwIfAborted();
          yield event;
        }
      }),
  },
  {
    fault: 'asks although it is aborted already',
    foundBy: 'does not ask when it is aborted already',
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        yield* good.stream(request, signal.aborted ? never() : signal);
      }),
  },
  {
    fault: 'stays on the line when its consumer leaves',
    foundBy: 'hangs up when the consumer leaves in mid-answer',
    spoil: (good) =>
      spoilt(good, async function* spoiltStream(request, signal) {
        const events = good.stream(request, signal)[Symbol.asyncIterator]();
        for (let next = await events.next(); !next.done; next = await events.next())
          yield next.value;
      }),
  },
  {
    fault: 'ends all its answers when one is aborted',
    foundBy: 'ends one answer and not another that comes at the same time',
    spoil: endAllAtOnce,
  },
];
