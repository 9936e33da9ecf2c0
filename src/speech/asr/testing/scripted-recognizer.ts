import type { SpeechRecognizer, Transcript, Utterance } from '../speech-recognizer.js';

/** Hears what a test tells it to hear, when it tells it; does not heed its signal. */
export class ScriptedRecognizer implements SpeechRecognizer {
  readonly capabilities = { streaming: false, confidence: true };
  readonly asked: Utterance[] = [];
  closed = false;
  private outcome = Promise.withResolvers<Transcript>();
  private signal: AbortSignal | undefined;

  constructor(readonly name = 'scripted') {}

  get aborted(): boolean {
    return this.signal?.aborted ?? false;
  }

  /** To what was asked, and to what will be asked next. */
  answer(text: string): void {
    this.outcome.resolve({ text, confidence: 0.9 });
  }

  /** The next answer is another one. */
  fail(error: Error): void {
    this.outcome.reject(error);
    this.outcome = Promise.withResolvers();
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    this.asked.push(utterance);
    this.signal = signal;
    return this.outcome.promise;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.resolve();
  }
}
