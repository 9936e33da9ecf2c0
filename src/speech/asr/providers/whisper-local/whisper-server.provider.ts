import type { SpeechRecognizer, Transcript, Utterance } from '../../speech-recognizer.js';
import { TranscriptionServer } from '../../transcription/transcription-server.js';

export interface WhisperServerOptions {
  /** An origin for the server of whisper.cpp; one that speaks OpenAI's API is named up to its `/v1`. */
  readonly url: string;
  /** The model, where the server offers several. */
  readonly model: string;
  readonly apiKey?: string;
}

/** Whisper in a process or on a machine of its own, which several servers share. */
export class WhisperServer implements SpeechRecognizer {
  readonly name = 'whisper_local';
  readonly capabilities = { streaming: false, confidence: false };
  private readonly server: TranscriptionServer;

  constructor({ url, model, apiKey }: WhisperServerOptions) {
    this.server = new TranscriptionServer({
      provider: this.name,
      url: transcriptionUrl(url),
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      fields: { model, language: 'en', response_format: 'json', temperature: '0' },
      urlVariable: 'WHISPER_URL',
      requestVariables: 'WHISPER_URL, WHISPER_MODEL and WHISPER_API_KEY',
    });
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    return this.server.transcribe(utterance, signal);
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}

/** whisper.cpp takes files at `/inference` (whisper.cpp: examples/server). */
function transcriptionUrl(url: string): URL {
  const base = url.replace(/\/+$/, '');
  return new URL(base.endsWith('/v1') ? `${base}/audio/transcriptions` : `${base}/inference`);
}
