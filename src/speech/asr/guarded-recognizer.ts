import type { Clock } from '../../common/clock.js';
import { guarded, once, only, watched, type Breaker } from '../../common/resilience/index.js';
import { mulawBytesPerMs } from '../audio/index.js';
import type {
  RecognitionListener,
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
  Utterance,
} from './speech-recognizer.js';

export interface RecognizerGuard {
  readonly clock: Clock;
  /** How long an utterance of this length may take, all tries together. */
  readonly patienceMs: (audioMs: number) => number;
  /** With it, a failure that passes is tried again; none for what must not be asked twice. */
  readonly breaker?: Breaker;
}

/** A recogniser that fails in time, with a `ProviderError` of kind timeout. */
export class GuardedRecognizer implements SpeechRecognizer {
  readonly name;
  readonly capabilities;
  readonly open?: (listener: RecognitionListener) => RecognitionStream;

  constructor(
    private readonly inner: SpeechRecognizer,
    private readonly guard: RecognizerGuard,
  ) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
    const open = inner.open?.bind(inner);
    if (open) this.open = (listener) => this.guardedStream(open(listener));
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    return this.inTime(
      async (asked) => this.inner.recognize(utterance, asked),
      utterance.audio,
      signal,
    );
  }

  async close(): Promise<void> {
    await this.inner.close();
  }

  private guardedStream(stream: RecognitionStream): RecognitionStream {
    return {
      push: (audio) => {
        stream.push(audio);
      },
      recognize: async (stretch, signal) =>
        this.inTime(async (asked) => stream.recognize(stretch, asked), stretch.audio, signal),
      close: async () => stream.close(),
    };
  }

  private async inTime(
    work: (signal: AbortSignal) => Promise<Transcript>,
    audio: Uint8Array,
    signal: AbortSignal,
  ): Promise<Transcript> {
    const { clock, patienceMs, breaker } = this.guard;
    const firstMs = patienceMs(audio.length / mulawBytesPerMs);
    const patience = { clock, provider: this.name, awaited: 'transcript', firstMs };
    const guard = { ...patience, betweenMs: firstMs, isUseful: () => true };
    const ask = (asked: AbortSignal): AsyncIterable<Transcript> => once(work(asked));
    return only(
      breaker
        ? guarded(ask, { ...guard, breaker }, signal)
        : watched(ask, guard, guard.isUseful, signal),
    );
  }
}
