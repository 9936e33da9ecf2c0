import { connect, type Socket } from 'node:net';
import { isAbort, ProviderError, type ProviderErrorKind } from '../../../../common/errors.js';
import type { SpeechRecognizer, Transcript, Utterance } from '../../speech-recognizer.js';
import { never, secret } from './contract-case.js';

/** A recogniser with one fault, and the promise of the contract that it breaks. */
export interface Fault<R extends SpeechRecognizer> {
  readonly fault: string;
  readonly caughtBy: string;
  /** `release` takes what the fault leaks, to be let go after the case. */
  readonly plant: (sound: R, url: string, release: (leak: () => void) => void) => Partial<R>;
}

type Recognize = SpeechRecognizer['recognize'];

/** A fault in what becomes of the words. */
function inWords(
  fault: string,
  caughtBy: string,
  change: (transcript: Transcript, utterance: Utterance) => Transcript,
): Fault<SpeechRecognizer> {
  return inRecognize(fault, caughtBy, (sound) => async (utterance, signal) => {
    return change(await sound.recognize(utterance, signal), utterance);
  });
}

/** A fault in how failures are told. */
function inErrors(
  fault: string,
  caughtBy: string,
  change: (error: ProviderError) => Transcript | ProviderError,
): Fault<SpeechRecognizer> {
  return inRecognize(fault, caughtBy, (sound) => async (utterance, signal) => {
    try {
      return await sound.recognize(utterance, signal);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      const outcome = change(error);
      if (outcome instanceof ProviderError) throw outcome;
      return outcome;
    }
  });
}

function inRecognize(
  fault: string,
  caughtBy: string,
  plant: (sound: SpeechRecognizer) => Recognize,
): Fault<SpeechRecognizer> {
  return { fault, caughtBy, plant: (sound) => ({ recognize: plant(sound) }) };
}

const nothing: Transcript = { text: '', confidence: null };

const words: readonly Fault<SpeechRecognizer>[] = [
  {
    fault: 'has another name',
    caughtBy: 'is known by the name that chooses it',
    plant: () => ({ name: 'other' }),
  },
  inWords('drops the last word', 'turns speech into its words, trimmed', ({ text, ...rest }) => ({
    ...rest,
    text: text.replace(/ ?\S+$/, ''),
  })),
  inWords('leaves spaces around', 'turns speech into its words, trimmed', ({ text, ...rest }) => ({
    ...rest,
    text: ` ${text}`,
  })),
  inWords(
    'reports a confidence that it did not promise',
    'reports the confidence that it promises, from 0 to 1, or none',
    ({ text }) => ({ text, confidence: 0.9 }),
  ),
  inWords(
    'is certain of silence',
    'claims no confidence where there are no words',
    ({ text, confidence }) => ({ text, confidence: text === '' ? 1 : confidence }),
  ),
  inWords('hears the hint', 'takes a hint and does not hear it', (transcript, { hint = '' }) => ({
    ...transcript,
    text: `${hint} ${transcript.text}`.trim(),
  })),
  inWords(
    'decodes each piece of an answer by itself',
    'hears the same from single bytes',
    ({ text, ...rest }) => ({ ...rest, text: text.replace(/[^ -~]/g, '\ufffd') }),
  ),
  inRecognize(
    'asks about no audio',
    'hears nothing where there is no audio, and asks nobody',
    (sound) =>
      async ({ audio }, signal) =>
        sound.recognize({ audio: audio.length === 0 ? new Uint8Array(800) : audio }, signal),
  ),
  inRecognize(
    'drops the last chunk',
    'sends the whole utterance',
    (sound) =>
      async ({ audio }, signal) =>
        sound.recognize({ audio: audio.subarray(0, -800) }, signal),
  ),
  inRecognize(
    'sends the buffer around the audio',
    'takes audio that is a part of a larger buffer',
    (sound) =>
      async ({ audio }, signal) =>
        sound.recognize({ audio: new Uint8Array(audio.buffer) }, signal),
  ),
  inRecognize(
    'works in the caller’s own buffer',
    'leaves the caller’s audio as it was',
    (sound) => async (utterance, signal) => {
      const transcript = await sound.recognize(utterance, signal);
      utterance.audio.fill(0);
      return transcript;
    },
  ),
  inRecognize(
    'asks twice',
    'asks once for each utterance, and gets each its own words',
    (sound) => async (utterance, signal) => {
      await sound.recognize(utterance, signal);
      return sound.recognize(utterance, signal);
    },
  ),
  inRecognize(
    'mixes up who asked',
    'keeps utterances apart that are recognised at once',
    (sound) => {
      let latest: Promise<Transcript>;
      return async (utterance, signal) => {
        const own = (latest = sound.recognize(utterance, signal));
        await own;
        return latest;
      };
    },
  ),
];

const aborts: readonly Fault<SpeechRecognizer>[] = [
  inRecognize(
    'swallows an abort',
    'stops when it is aborted in the same moment',
    (sound) => async (utterance) => sound.recognize(utterance, never),
  ),
  inRecognize(
    'begins though it is aborted',
    'does not begin when it is aborted already',
    (sound) => async (utterance, signal) => {
      if (signal.aborted) await sound.recognize(utterance, never);
      return sound.recognize(utterance, signal);
    },
  ),
  inRecognize(
    'takes an abort for silence',
    'stops waiting at once when it is aborted, and recognises the next utterance',
    (sound) => async (utterance, signal) =>
      sound.recognize(utterance, signal).catch((error: unknown) => {
        if (isAbort(error)) return nothing;
        throw error;
      }),
  ),
  inRecognize(
    'gives late words after an abort',
    'never gives the words of an aborted utterance to the next',
    (sound) => {
      let late: Transcript | undefined;
      return async (utterance, signal) => {
        if (late) return late;
        sound.recognize(utterance, never).then(
          (transcript) => (late = transcript),
          () => undefined,
        );
        return sound.recognize(utterance, signal);
      };
    },
  ),
  inRecognize(
    'aborts everybody with one',
    'goes on with one utterance when another is aborted',
    (sound) => {
      const everybody = new AbortController();
      return async (utterance, signal) => {
        signal.addEventListener('abort', () => {
          everybody.abort();
        });
        return sound.recognize(utterance, everybody.signal);
      };
    },
  ),
  inRecognize(
    'leaves its listener on the signal',
    'leaves no listener on the signal',
    (sound) => async (utterance, signal) => {
      signal.addEventListener('abort', () => undefined);
      return sound.recognize(utterance, signal);
    },
  ),
];

/** The same failure with another kind or other words. */
function retold(
  { provider, kind, message, status }: ProviderError,
  changes: { readonly kind?: ProviderErrorKind; readonly message?: string },
): ProviderError {
  return new ProviderError(provider, changes.kind ?? kind, changes.message ?? message, {
    ...(status !== undefined && { status }),
  });
}

const failures: readonly Fault<SpeechRecognizer>[] = [
  inErrors(
    'calls every failure unavailable',
    'reports status 401 as rejected, once and without the body',
    (error) => retold(error, { kind: 'unavailable' }),
  ),
  inErrors(
    'gives up on a server that is only busy',
    'reports status 429 as rate_limited, once and without the body',
    (error) => retold(error, { kind: 'rejected' }),
  ),
  inErrors(
    'waits for a quota that will not come',
    'reports an account without quota as rejected: no wait helps',
    (error) => retold(error, { kind: 'rate_limited' }),
  ),
  inErrors('forgets Retry-After', 'keeps Retry-After in seconds', (error) => retold(error, {})),
  inErrors(
    'quotes the vendor',
    'reports status 500 as unavailable, once and without the body',
    (error) => retold(error, { message: `it said: ${secret}` }),
  ),
  inErrors(
    'takes a failure for silence',
    'reports a reset before the answer as unavailable, and recognises the next utterance',
    () => nothing,
  ),
  inErrors(
    'takes nonsense for words',
    'reports half a document as protocol, and recognises the next utterance',
    () => ({ text: 'I we', confidence: null }),
  ),
  inErrors(
    'takes a web page for silence',
    'reports a web page as protocol, and recognises the next utterance',
    () => nothing,
  ),
];

const leaks: readonly Fault<SpeechRecognizer>[] = [
  {
    fault: 'leaks a socket',
    caughtBy: 'leaves neither timers nor sockets behind, whatever happened',
    plant: (sound, url, release) => ({
      recognize: async (utterance, signal) => {
        const leak: Socket = connect(Number(new URL(url).port), '127.0.0.1');
        leak.on('error', () => undefined);
        release(() => leak.destroy());
        return sound.recognize(utterance, signal);
      },
    }),
  },
  {
    fault: 'leaks a timer',
    caughtBy: 'leaves neither timers nor sockets behind, whatever happened',
    plant: (sound, _url, release) => ({
      recognize: async (utterance, signal) => {
        const leak = setInterval(() => undefined, 1000);
        release(() => {
          clearInterval(leak);
        });
        return sound.recognize(utterance, signal);
      },
    }),
  },
  {
    fault: 'does not close',
    caughtBy: 'ends what is under way when it is closed',
    plant: () => ({ close: async () => Promise.resolve() }),
  },
];

/** Faults of a recogniser that sends files. */
export const faults: readonly Fault<SpeechRecognizer>[] = [
  ...words,
  ...aborts,
  ...failures,
  ...leaks,
];
