import type {
  PartialWords,
  RecognitionListener,
  RecognitionStream,
  SpeechRecognizer,
} from '../../speech-recognizer.js';
import { never } from './contract-case.js';
import type { Fault } from './faulty-recognizers.js';

type Streaming = SpeechRecognizer & {
  open(listener: RecognitionListener): RecognitionStream;
};

/** A fault of the streams that a recogniser opens, or of what it lets them tell. */
function inStream(
  fault: string,
  caughtBy: string,
  plant: (stream: RecognitionStream) => Partial<RecognitionStream>,
  listen: (listener: RecognitionListener) => RecognitionListener = (listener) => listener,
): Fault<Streaming> {
  return {
    fault,
    caughtBy,
    plant: (sound) => ({
      open: (listener) => {
        const stream = sound.open(listen(listener));
        const bound: RecognitionStream = {
          push: (audio) => {
            stream.push(audio);
          },
          recognize: async (stretch, signal) => stream.recognize(stretch, signal),
          close: async () => stream.close(),
        };
        return { ...bound, ...plant(stream) };
      },
    }),
  };
}

/** A fault in what a stream tells while the caller speaks. */
function inPartials(
  fault: string,
  caughtBy: string,
  change: (words: PartialWords) => PartialWords | null,
): Fault<Streaming> {
  return inStream(
    fault,
    caughtBy,
    () => ({}),
    (listener) => ({
      heard: (words) => {
        const changed = change(words);
        if (changed) listener.heard(changed);
      },
    }),
  );
}

/** Faults of a recogniser that listens while the caller speaks. */
export const streamFaults: readonly Fault<Streaming>[] = [
  inPartials(
    'tells nothing before the end',
    'tells words while the caller speaks, and the final ones at the trigger',
    () => null,
  ),
  inPartials(
    'tells the words of the whole call',
    'tells words from where it is asked only',
    (words) => ({ ...words, since: () => words.since(0) }),
  ),
  inPartials(
    'tells that it has listened backwards',
    'tells how far it has listened, never backwards',
    (words) => ({ ...words, toMs: -words.toMs }),
  ),
  inStream(
    'gives the words of the whole call',
    'keeps the utterances of a call apart, on one connection, and remembers the earlier',
    (stream) => ({
      recognize: async (stretch, signal) => stream.recognize({ ...stretch, fromMs: 0 }, signal),
    }),
  ),
  inStream(
    'drops the last word',
    'gives the same words when they are asked for again',
    (stream) => ({
      recognize: async (stretch, signal) => {
        const { text, confidence } = await stream.recognize(stretch, signal);
        return { text: text.replace(/ ?\S+$/, ''), confidence };
      },
    }),
  ),
  inStream(
    'drops small pieces',
    'takes audio in pieces of 7, 333, 1 bytes, and sends it whole',
    (stream) => ({
      push: (audio) => {
        if (audio.length >= 20) stream.push(audio);
      },
    }),
  ),
  inStream(
    'waits on when it is aborted',
    'does not begin when it is aborted already',
    (stream) => ({ recognize: async (stretch) => stream.recognize(stretch, never) }),
  ),
  inStream(
    'hears nothing where it cannot connect',
    'fails at once, and stays failed, when it is refused with 401',
    (stream) => ({
      recognize: async (stretch, signal) =>
        stream.recognize(stretch, signal).catch(() => ({ text: '', confidence: null })),
    }),
  ),
  inStream(
    'leaves its listener on the signal',
    'stops waiting at once when it is aborted, and hears what follows',
    (stream) => ({
      recognize: async (stretch, signal) => {
        signal.addEventListener('abort', () => undefined);
        return stream.recognize(stretch, signal);
      },
    }),
  ),
  inStream(
    'keeps the connection of a call that is over',
    'fails who still waits when the call ends, and keeps no connection',
    () => ({ close: async () => Promise.resolve() }),
  ),
  {
    fault: 'goes on telling words after the end',
    caughtBy: 'may be closed twice, and takes no notice of what is said then',
    plant: (sound) => ({
      open: (listener) => {
        const stream = sound.open(listener);
        return {
          push: (audio) => {
            stream.push(audio);
            listener.heard({ since: () => 'And', toMs: 0, isOver: false });
          },
          recognize: async (stretch, signal) => stream.recognize(stretch, signal),
          close: async () => stream.close(),
        };
      },
    }),
  },
  {
    fault: 'has one stream for all calls',
    caughtBy: 'keeps calls apart',
    plant: (sound: Streaming): Partial<Streaming> => {
      let shared: RecognitionStream | undefined;
      return { open: (listener) => (shared ??= sound.open(listener)) };
    },
  },
  {
    fault: 'leaves its calls open when it is closed',
    caughtBy: 'closes its calls when the recogniser is closed',
    plant: () => ({ close: async () => Promise.resolve() }),
  },
  {
    fault: 'loses what was said while there was no connection',
    caughtBy: 'loses no word while there is no server',
    plant: (sound) => ({ open: (listener) => deafAtFirst(sound, listener) }),
  },
];

/** Listens only after 300 ms, as one does that connects first and keeps nothing. */
function deafAtFirst(sound: Streaming, listener: RecognitionListener): RecognitionStream {
  const stream = sound.open(listener);
  const connectedMs = performance.now() + 300;
  return {
    push: (audio) => {
      if (performance.now() > connectedMs) stream.push(audio);
    },
    recognize: async (stretch, signal) =>
      stream.recognize({ ...stretch, audio: new Uint8Array() }, signal),
    close: async () => stream.close(),
  };
}
