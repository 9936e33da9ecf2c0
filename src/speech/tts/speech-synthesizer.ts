/** One clause to speak. */
export interface SpeechRequest {
  /** Speakable text: words, no markup and no symbols. */
  readonly text: string;
  /** True for phrases that never change (greeting, reprompt, apology): they are kept on disk. */
  readonly fixed?: boolean;
  /** Told the provider whose voice is heard, where another may stand in for the one that was asked. */
  readonly spokenBy?: (provider: string) => void;
}

export interface SynthesizerCapabilities {
  /** The first bytes arrive before the clause is finished. */
  readonly streaming: boolean;
}

/**
 * Turns text into telephone audio: mu-law, 8 kHz, mono, no header, in chunks of any length.
 * Errors are `ProviderError`; an abort ends the iteration with `AbortError`.
 */
export interface SpeechSynthesizer {
  readonly name: string;
  /** Which voice speaks, where the provider has several: phrases kept on disk are told apart by it. */
  readonly voice?: string;
  readonly capabilities: SynthesizerCapabilities;
  synthesize(request: SpeechRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Releases engines, sockets and threads. */
  close(): Promise<void>;
}

export const SPEECH_SYNTHESIZER = Symbol('SPEECH_SYNTHESIZER');
