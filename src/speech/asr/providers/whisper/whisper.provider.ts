import { OpenAI, toFile } from 'openai';
import { KeepAliveFetch } from '../../../../common/keep-alive-fetch.js';
import {
  decodeMulaw,
  floatToPcm,
  mulawBytesPerMs,
  mulawSilence,
  pcmToFloat,
  resample,
  telephoneHz,
  writeWav,
} from '../../../audio/index.js';
import type { SpeechRecognizer, Transcript, Utterance } from '../../speech-recognizer.js';
import {
  confidenceSourceOf,
  readTranscription,
  type ConfidenceSource,
} from './transcription-answer.js';
import { malformed, whisperFailure } from './whisper-failure.js';

/** The models work at this rate inside. */
const engineHz = 16_000;
/** OpenAI refuses audio of less than 100 ms. */
const shortestBytes = 120 * mulawBytesPerMs;

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
  private readonly web = new KeepAliveFetch();
  private readonly client: OpenAI;
  private readonly source: ConfidenceSource;

  constructor(private readonly options: WhisperOptions) {
    this.source = confidenceSourceOf(options.model);
    this.capabilities = { streaming: false, confidence: this.source !== 'none' };
    this.client = new OpenAI({
      apiKey: options.apiKey,
      baseURL: options.baseUrl,
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
      fetch: this.web.fetch,
    });
  }

  async recognize({ audio, hint }: Utterance, signal: AbortSignal): Promise<Transcript> {
    signal.throwIfAborted();
    if (audio.length === 0) return { text: '', confidence: null };
    try {
      const file = await toFile(encodeWav(audio), 'utterance.wav', { type: 'audio/wav' });
      const answer: unknown = await this.client.audio.transcriptions.create(
        {
          file,
          model: this.options.model,
          language: 'en',
          response_format: this.source === 'segments' ? 'verbose_json' : 'json',
          ...(this.source === 'logprobs' && { include: ['logprobs'] as const }),
          ...(hint !== undefined && { prompt: hint }),
        },
        { signal },
      );
      const transcript = readTranscription(answer);
      if (!transcript) throw malformed(this.name);
      return transcript;
    } catch (error) {
      signal.throwIfAborted();
      throw whisperFailure(this.name, error);
    }
  }

  async close(): Promise<void> {
    await this.web.close();
  }
}

function encodeWav(audio: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.max(audio.length, shortestBytes)).fill(mulawSilence);
  padded.set(audio);
  const samples = resample(pcmToFloat(decodeMulaw(padded)), telephoneHz, engineHz);
  return writeWav({ sampleRateHz: engineHz, channels: [floatToPcm(samples)] });
}
