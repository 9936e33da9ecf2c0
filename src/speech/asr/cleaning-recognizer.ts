import { cleanTranscript } from './clean-transcript.js';
import type {
  RecognitionListener,
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
  Utterance,
} from './speech-recognizer.js';
import { voicedMs } from './voiced-time.js';

/** Removes from transcripts what nobody said. */
export class CleaningRecognizer implements SpeechRecognizer {
  readonly name;
  readonly capabilities;
  readonly open?: (listener: RecognitionListener) => RecognitionStream;

  constructor(private readonly inner: SpeechRecognizer) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
    const open = inner.open?.bind(inner);
    if (open) this.open = (listener) => cleanStream(open(cleanListener(listener)));
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    return clean(await this.inner.recognize(utterance, signal), utterance);
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}

function clean({ text, confidence }: Transcript, { audio }: Utterance): Transcript {
  return { text: cleanTranscript(text, voicedMs(audio)), confidence };
}

function cleanStream(stream: RecognitionStream): RecognitionStream {
  return {
    push: (audio) => {
      stream.push(audio);
    },
    recognize: async (stretch, signal) => clean(await stream.recognize(stretch, signal), stretch),
    close: async () => stream.close(),
  };
}

/** How much voice there was is not known yet: only what nobody would say is taken away. */
function cleanListener(listener: RecognitionListener): RecognitionListener {
  return {
    heard: (words) => {
      listener.heard({
        ...words,
        since: (fromMs) => cleanTranscript(words.since(fromMs), Infinity),
      });
    },
  };
}
