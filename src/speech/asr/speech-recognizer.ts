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

export interface RecognizerCapabilities {
  /** Gives partial results while the caller still speaks. */
  readonly streaming: boolean;
  /** Reports a confidence with each transcript. */
  readonly confidence: boolean;
}

/** Turns an utterance into text. Errors are `ProviderError`; an abort rejects with `AbortError`. */
export interface SpeechRecognizer {
  readonly name: string;
  readonly capabilities: RecognizerCapabilities;
  recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript>;
  /** Releases engines, sockets and threads. */
  close(): Promise<void>;
}

export const SPEECH_RECOGNIZER = Symbol('SPEECH_RECOGNIZER');
