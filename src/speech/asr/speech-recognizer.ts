/** What recognition heard. */
export interface Transcript {
  /** Plain text; empty when there were no words. */
  readonly text: string;
  /** 0 to 1, or null when the engine does not say. */
  readonly confidence: number | null;
}

/** One stretch of the caller's speech. */
export interface Utterance {
  /** Mu-law, 8 kHz, mono: one byte is 1/8 ms. */
  readonly audio: Uint8Array;
  /** What is likely to be said, e.g. the sentence to repeat; biases engines that can be biased. */
  readonly hint?: string;
}

/** An utterance of a call that a stream has been listening to. */
export interface Stretch extends Utterance {
  /** Its place in the call, in ms of the audio that was pushed. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a stream has understood while the caller may still be speaking. */
export interface PartialWords {
  /** The words that begin after this moment of the call, final or not; empty when there are none. */
  since(fromMs: number): string;
  /** Up to where the call was listened to. */
  readonly toMs: number;
  /** The recogniser believes that the caller has finished. It may take that back. */
  readonly isOver: boolean;
}

export interface RecognitionListener {
  /** New words, or the same with another verdict. */
  heard(words: PartialWords): void;
}

/** One call, listened to from its first frame to its last. */
export interface RecognitionStream {
  /** Caller audio without a gap: mu-law, 8 kHz, any length. */
  push(audio: Uint8Array): void;
  /** The final words of a stretch that has been pushed. Errors are `ProviderError`. */
  recognize(stretch: Stretch, signal: AbortSignal): Promise<Transcript>;
  /** What is under way fails as unavailable. */
  close(): Promise<void>;
}

export interface RecognizerCapabilities {
  /** Gives partial results while the caller still speaks: there is `open`. */
  readonly streaming: boolean;
  /** Reports a confidence with each transcript. */
  readonly confidence: boolean;
}

/** Turns an utterance into text. Errors are `ProviderError`; an abort rejects with `AbortError`. */
export interface SpeechRecognizer {
  readonly name: string;
  readonly capabilities: RecognizerCapabilities;
  recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript>;
  /** Begins to listen to a call. */
  open?(listener: RecognitionListener): RecognitionStream;
  /** Releases engines, sockets and threads. */
  close(): Promise<void>;
}

export const SPEECH_RECOGNIZER = Symbol('SPEECH_RECOGNIZER');
