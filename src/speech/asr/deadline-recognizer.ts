import type { Clock } from '../../common/clock.js';
import { withDeadline } from '../deadline.js';
import type { SpeechRecognizer, Transcript, Utterance } from './speech-recognizer.js';

/** Gives up on a recognition that takes too long, with a `ProviderError` of kind timeout. */
export class DeadlineRecognizer implements SpeechRecognizer {
  readonly name;
  readonly capabilities;

  constructor(
    private readonly inner: SpeechRecognizer,
    private readonly deadlineMs: number,
    private readonly clock: Clock,
  ) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    const { name, deadlineMs, clock } = this;
    return withDeadline(
      async (limited) => this.inner.recognize(utterance, limited),
      { clock, deadlineMs, provider: name, missed: 'no transcript' },
      signal,
    );
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}
