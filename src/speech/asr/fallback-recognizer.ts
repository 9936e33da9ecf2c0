import type { Log } from '../../common/log.js';
import type { Meter } from '../../common/meter.js';
import { once, only, withFallback } from '../../common/resilience/index.js';
import type {
  RecognitionListener,
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
  Utterance,
} from './speech-recognizer.js';

export interface Standby extends SpeechRecognizer {
  /** False while it cannot help: then the first one's failure is the answer. */
  readonly isReady: boolean;
}

/**
 * Asks a second recogniser when the first one fails. A recogniser that listened to the call is replaced
 * for the utterance alone: its audio is given to the second whole, whatever the first has heard of it,
 * and the first goes on listening for the next.
 */
export class FallbackRecognizer implements SpeechRecognizer {
  readonly name;
  readonly capabilities;
  readonly open?: (listener: RecognitionListener) => RecognitionStream;

  constructor(
    private readonly first: SpeechRecognizer,
    private readonly second: Standby,
    private readonly log: Log,
    private readonly meter: Meter,
  ) {
    this.name = first.name;
    this.capabilities = first.capabilities;
    const open = first.open?.bind(first);
    if (open) this.open = (listener) => this.stream(open(listener));
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    return this.either(async (asked) => this.first.recognize(utterance, asked), utterance, signal);
  }

  async close(): Promise<void> {
    await Promise.all([this.first.close(), this.second.close()]);
  }

  private stream(stream: RecognitionStream): RecognitionStream {
    return {
      push: (audio) => {
        stream.push(audio);
      },
      recognize: async (stretch, signal) =>
        this.either(async (asked) => stream.recognize(stretch, asked), stretch, signal),
      close: async () => stream.close(),
    };
  }

  private async either(
    ask: (signal: AbortSignal) => Promise<Transcript>,
    utterance: Utterance,
    signal: AbortSignal,
  ): Promise<Transcript> {
    const { first, second, log, meter } = this;
    if (!second.isReady) return ask(signal);
    const fallback = {
      ask: (asked: AbortSignal) => once(second.recognize(utterance, asked)),
      onFailure: (err: unknown) => {
        meter.count('fallbacks', 'asr');
        const fields = { provider: first.name, fallback: second.name, err };
        log.warn('Recognition failed; another recogniser listens', fields);
      },
    };
    return only(
      withFallback(
        (asked) => once(ask(asked)),
        fallback,
        () => true,
        signal,
      ),
    );
  }
}
