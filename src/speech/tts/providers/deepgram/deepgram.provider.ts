import { hasWords } from '../../has-words.js';
import type { SpeechRequest, SpeechSynthesizer } from '../../speech-synthesizer.js';
import { VoiceServer } from '../../voice-server.js';
import { withoutWavHeader } from './without-wav-header.js';

/** Deepgram refuses texts of more than 2000 characters. */
const textParts = /[^]{1,1900}(?=\s|$)|[^]{1,1900}/gu;

export interface DeepgramOptions {
  readonly apiKey: string;
  /** An origin, without a path. */
  readonly baseUrl: string;
  /** Names the voice, too. */
  readonly model: string;
}

/** Deepgram's Aura over HTTP. */
export class Deepgram implements SpeechSynthesizer {
  readonly name = 'deepgram';
  readonly voice;
  readonly capabilities = { streaming: true };
  private readonly server: VoiceServer;

  constructor({ apiKey, baseUrl, model }: DeepgramOptions) {
    this.voice = model;
    const url = new URL('/v1/speak', baseUrl);
    url.search = new URLSearchParams({
      model,
      encoding: 'mulaw',
      sample_rate: '8000',
      container: 'none',
    }).toString();
    this.server = new VoiceServer({
      provider: this.name,
      url,
      headers: { authorization: `Token ${apiKey}`, 'content-type': 'application/json' },
      bytesPerMs: 8,
      read: withoutWavHeader,
      urlVariable: 'DEEPGRAM_BASE_URL',
      requestVariables: 'DEEPGRAM_API_KEY and DEEPGRAM_TTS_MODEL',
    });
  }

  async *synthesize({ text }: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    if (!hasWords(text)) return;
    for (const part of text.trim().match(textParts) ?? []) {
      yield* this.server.speak(part, JSON.stringify({ text: part }), signal);
    }
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
