import type {
  PartialWords,
  RecognitionListener,
  RecognitionStream,
  Stretch,
  Transcript,
} from '../speech-recognizer.js';
import { ScriptedRecognizer } from './scripted-recognizer.js';

/** Listens to calls as a test tells it to: `says` are partial words, `answer` gives the final ones. */
export class ScriptedStreamRecognizer extends ScriptedRecognizer {
  override readonly capabilities = { streaming: true, confidence: true };
  readonly pushed: Uint8Array[] = [];
  readonly stretches: Stretch[] = [];
  openStreams = 0;
  private listener: RecognitionListener | undefined;

  says(words: PartialWords): void {
    this.listener?.heard(words);
  }

  open(listener: RecognitionListener): RecognitionStream {
    this.listener = listener;
    this.openStreams++;
    return {
      push: (audio) => this.pushed.push(audio),
      recognize: async (stretch, signal): Promise<Transcript> => {
        this.stretches.push(stretch);
        return this.recognize(stretch, signal);
      },
      close: async () => {
        this.openStreams--;
        await Promise.resolve();
      },
    };
  }
}
