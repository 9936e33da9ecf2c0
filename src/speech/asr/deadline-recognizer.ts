import type { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/resilience/index.js';
import type {
  RecognitionListener,
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
  Utterance,
} from './speech-recognizer.js';

/** Gives up on a recognition that takes too long, with a `ProviderError` of kind timeout. */
export class DeadlineRecognizer implements SpeechRecognizer {
  readonly name;
  readonly capabilities;
  readonly open?: (listener: RecognitionListener) => RecognitionStream;

  constructor(
    private readonly inner: SpeechRecognizer,
    private readonly deadlineMs: number,
    private readonly clock: Clock,
  ) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
    const open = inner.open?.bind(inner);
    if (open) this.open = (listener) => this.limited(open(listener));
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    return this.inTime(async (limited) => this.inner.recognize(utterance, limited), signal);
  }

  async close(): Promise<void> {
    await this.inner.close();
  }

  private limited(stream: RecognitionStream): RecognitionStream {
    return {
      push: (audio) => {
        stream.push(audio);
      },
      recognize: async (stretch, signal) =>
        this.inTime(async (limited) => stream.recognize(stretch, limited), signal),
      close: async () => stream.close(),
    };
  }

  private async inTime(
    work: (limited: AbortSignal) => Promise<Transcript>,
    signal: AbortSignal,
  ): Promise<Transcript> {
    const { name, deadlineMs, clock } = this;
    const deadline = { clock, deadlineMs, provider: name, missed: 'no transcript' };
    return withDeadline(work, deadline, signal);
  }
}
