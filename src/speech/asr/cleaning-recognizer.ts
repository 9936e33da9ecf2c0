import { cleanTranscript } from './clean-transcript.js';
import type { SpeechRecognizer, Transcript, Utterance } from './speech-recognizer.js';
import { voicedMs } from './voiced-time.js';

/** Removes from transcripts what nobody said. */
export class CleaningRecognizer implements SpeechRecognizer {
  readonly name;
  readonly capabilities;

  constructor(private readonly inner: SpeechRecognizer) {
    this.name = inner.name;
    this.capabilities = inner.capabilities;
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    const { text, confidence } = await this.inner.recognize(utterance, signal);
    return { text: cleanTranscript(text, voicedMs(utterance.audio)), confidence };
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}
