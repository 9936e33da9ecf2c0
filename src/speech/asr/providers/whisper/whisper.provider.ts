import type { SpeechRecognizer, Transcript, Utterance } from '../../speech-recognizer.js';
import { confidenceSourceOf } from '../../transcription/transcription-answer.js';
import { TranscriptionServer } from '../../transcription/transcription-server.js';

export interface WhisperOptions {
  readonly apiKey: string;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  readonly model: string;
}

/** OpenAI's transcription API, or any server that speaks it. */
export class Whisper implements SpeechRecognizer {
  readonly name = 'whisper';
  readonly capabilities;
  private readonly server: TranscriptionServer;

  constructor({ apiKey, baseUrl, model }: WhisperOptions) {
    const source = confidenceSourceOf(model);
    this.capabilities = { streaming: false, confidence: source !== 'none' };
    this.server = new TranscriptionServer({
      provider: this.name,
      url: new URL(`${baseUrl}/audio/transcriptions`),
      headers: { authorization: `Bearer ${apiKey}` },
      fields: {
        model,
        language: 'en',
        response_format: source === 'segments' ? 'verbose_json' : 'json',
        ...(source === 'logprobs' && { 'include[]': 'logprobs' }),
      },
      urlVariable: 'OPENAI_BASE_URL',
      requestVariables: 'OPENAI_API_KEY and OPENAI_TRANSCRIBE_MODEL',
    });
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    return this.server.transcribe(utterance, signal);
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
