import type { SpeechRecognizer, Transcript, Utterance } from '../speech-recognizer.js';

/** Hears what a test tells it to hear, when it tells it; does not heed its signal. */
export class ScriptedRecognizer implements SpeechRecognizer {
  readonly name = 'scripted';
  readonly capabilities = { streaming: false, confidence: true };
  closed = false;
  private readonly transcript = Promise.withResolvers<Transcript>();
  private signal: AbortSignal | undefined;

  get aborted(): boolean {
    return this.signal?.aborted ?? false;
  }

  answer(text: string): void {
    this.transcript.resolve({ text, confidence: 0.9 });
  }

  async recognize(_utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    this.signal = signal;
    return this.transcript.promise;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.resolve();
  }
}
