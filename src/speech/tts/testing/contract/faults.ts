import { ProviderError } from '../../../../common/errors.js';
import { writeWav } from '../../../audio/index.js';
import type { SpeechRequest, SpeechSynthesizer } from '../../speech-synthesizer.js';
import { hear, never } from './contract-case.js';

type Chunks = AsyncIterable<Uint8Array>;
type Synthesize = (request: SpeechRequest, signal: AbortSignal) => Chunks;

/** A way to get an adapter wrong, and the case of the contract that finds it out. */
export interface Fault {
  readonly fault: string;
  readonly foundBy: string;
  readonly spoil: (good: SpeechSynthesizer) => SpeechSynthesizer;
}

function spoilt(good: SpeechSynthesizer, synthesize: Synthesize): SpeechSynthesizer {
  const { name, capabilities } = good;
  return { name, capabilities, synthesize, close: async () => good.close() };
}

function chunksOf(audio: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(audio.length / 700) }, (_, i) =>
    audio.subarray(700 * i, 700 * (i + 1)),
  );
}

/** An adapter whose audio, in chunks of 700 bytes, is changed. */
function rearranged(
  fault: string,
  foundBy: string,
  change: (chunks: readonly Uint8Array[]) => Iterable<Uint8Array>,
): Fault {
  const spoil = (good: SpeechSynthesizer): SpeechSynthesizer =>
    spoilt(good, async function* (request, signal) {
      const { audio, error } = await hear(good, request.text, signal);
      if (error !== undefined) throw error as Error;
      yield* change(chunksOf(audio));
    });
  return { fault, foundBy, spoil };
}

/** An adapter that reports a failure otherwise, or not at all when `change` returns. */
function misreported(fault: string, foundBy: string, change: (error: unknown) => void): Fault {
  const spoil = (good: SpeechSynthesizer): SpeechSynthesizer =>
    spoilt(good, async function* (request, signal) {
      try {
        yield* good.synthesize(request, signal);
      } catch (error) {
        change(error);
      }
    });
  return { fault, foundBy, spoil };
}

const inOrder = 'gives all the audio in order';
const header = writeWav({ sampleRateHz: 8000, channels: [new Int16Array(0)] });
const secret = 'my number is 0788 123 456';

const audioFaults: readonly Fault[] = [
  rearranged('reorders the audio', inOrder, (chunks) => chunks.toReversed()),
  rearranged('drops the tail', inOrder, (chunks) => chunks.slice(0, -1)),
  rearranged('drops the head', inOrder, (chunks) => chunks.slice(1)),
  rearranged('repeats a chunk', inOrder, (chunks) => [...chunks.slice(0, 2), ...chunks.slice(1)]),
  rearranged('passes a WAV header through', 'hears no click of a WAV header of 44 bytes', (all) => [
    header,
    ...all,
  ]),
  rearranged('pads to whole frames', inOrder, (chunks) => [...chunks, new Uint8Array(900)]),
  rearranged('gives empty chunks', 'gives no empty chunk', (chunks) => [
    ...chunks,
    new Uint8Array(0),
  ]),
  rearranged('speaks of nothing', 'says nothing for "…"', () => [new Uint8Array(160)]),
  {
    fault: 'writes into what it gave before',
    foundBy: 'gives chunks that stay as they were given',
    spoil: (good) =>
      spoilt(good, async function* (request, signal) {
        const buffer = new Uint8Array(100_000);
        const { audio } = await hear(good, request.text, signal);
        for (const chunk of chunksOf(audio)) {
          buffer.set(chunk);
          yield buffer.subarray(0, chunk.length);
        }
      }),
  },
  {
    fault: 'mixes up clauses that are spoken at once',
    foundBy: 'keeps clauses that are spoken at once apart',
    spoil: (good) => {
      let latest: SpeechRequest = { text: '' };
      return spoilt(good, async function* (request, signal) {
        latest = request;
        await Promise.resolve();
        yield* good.synthesize(latest, signal);
      });
    },
  },
];

const abortFaults: readonly Fault[] = [
  misreported(
    'ends quietly when it is aborted',
    'ends with an abort after its first chunk, and gives no other',
    () => undefined,
  ),
  {
    fault: 'ignores the abort',
    foundBy: 'hangs up on a server that hangs before the headers when it is aborted',
    spoil: (good) => spoilt(good, (request) => good.synthesize(request, never)),
  },
  {
    fault: 'notices an abort between chunks only',
    foundBy: 'hangs up on a server that hangs after the headers when it is aborted',
    spoil: (good) =>
      spoilt(good, async function* (request, signal) {
        for await (const chunk of good.synthesize(request, never)) {
          signal.throwIfAborted();
          yield chunk;
        }
      }),
  },
  {
    fault: 'begins although it is aborted already',
    foundBy: 'asks nothing for a text without words, or when it is aborted already',
    spoil: (good) =>
      spoilt(good, async function* (request, signal) {
        yield* good.synthesize(request, signal.aborted ? never : signal);
      }),
  },
  {
    fault: 'begins before anybody listens',
    foundBy: 'asks nothing before it is listened to',
    spoil: (good) =>
      spoilt(good, (request, signal) => {
        const chunks = good.synthesize(request, signal)[Symbol.asyncIterator]();
        const first = chunks.next();
        first.catch(() => undefined);
        return (async function* () {
          for (let next = await first; !next.done; next = await chunks.next()) yield next.value;
        })();
      }),
  },
];

const reportFaults: readonly Fault[] = [
  misreported('maps every failure to the same', 'reports status 429 as rate_limited', () => {
    throw new ProviderError('deepgram', 'unavailable', 'it failed');
  }),
  misreported('throws what it caught', 'reports status 500 as unavailable', () => {
    throw new TypeError('fetch failed');
  }),
  misreported('quotes the vendor', 'reports status 400 as rejected', () => {
    throw new ProviderError('deepgram', 'rejected', secret, { status: 400 });
  }),
  misreported('quotes the vendor in the cause', 'reports status 400 as rejected', () => {
    const cause = new Error(secret);
    throw new ProviderError('deepgram', 'rejected', 'no', { status: 400, cause });
  }),
  misreported('names somebody else', 'reports status 500 as unavailable', () => {
    throw new ProviderError('vendor', 'unavailable', 'it failed', { status: 500 });
  }),
  misreported('takes a cut for the end', cut('a stream cut in the audio'), () => undefined),
  misreported(
    'takes silence for speech',
    'reports an empty body as protocol, after what came',
    () => {
      // The end of the clause, as if it had been spoken.
    },
  ),
  misreported('forgets Retry-After', 'keeps Retry-After in seconds', () => {
    throw new ProviderError('deepgram', 'rate_limited', 'busy', { status: 429 });
  }),
  {
    fault: 'asks again by itself',
    foundBy: 'reports status 503 as unavailable',
    spoil: (good) =>
      spoilt(good, async function* (request, signal) {
        try {
          yield* good.synthesize(request, signal);
        } catch {
          yield* good.synthesize(request, signal);
        }
      }),
  },
];

const leaks: readonly Fault[] = [
  {
    fault: 'leaves its sockets open',
    foundBy: 'leaves no socket and no timer when it is closed',
    spoil: (good) => ({
      ...spoilt(good, good.synthesize.bind(good)),
      close: async () => Promise.resolve(),
    }),
  },
  {
    fault: 'leaves a timer',
    foundBy: 'leaves no socket and no timer when it is closed',
    spoil: (good) =>
      spoilt(good, (request, signal) => {
        setTimeout(() => undefined, 1500);
        return good.synthesize(request, signal);
      }),
  },
  {
    fault: 'leaves a listener on the signal',
    foundBy: 'leaves no listener on the signal, after an end, an abort or a departure',
    spoil: (good) =>
      spoilt(good, (request, signal) => {
        signal.addEventListener('abort', () => undefined);
        return good.synthesize(request, signal);
      }),
  },
];

export const faults: readonly Fault[] = [...audioFaults, ...abortFaults, ...reportFaults, ...leaks];

function cut(title: string): string {
  return `reports ${title} as unavailable, after what came`;
}
