import { isAbort, kindOfStatus, ProviderError } from '../../../../common/errors.js';
import { KeepAliveFetch } from '../../../../common/keep-alive-fetch.js';
import { WavFormatError } from '../../../audio/index.js';
import { hasWords } from '../../has-words.js';
import type { SpeechRequest, SpeechSynthesizer } from '../../speech-synthesizer.js';
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

/**
 * Deepgram's Aura over HTTP. Plain `fetch` instead of the SDK: a request is one URL and one body, and
 * the audio is passed on as the socket delivers it.
 */
export class Deepgram implements SpeechSynthesizer {
  readonly name = 'deepgram';
  readonly voice;
  readonly capabilities = { streaming: true };
  private readonly web = new KeepAliveFetch();
  private readonly url: URL;
  private readonly headers;

  constructor({ apiKey, baseUrl, model }: DeepgramOptions) {
    this.voice = model;
    this.url = new URL('/v1/speak', baseUrl);
    this.url.search = new URLSearchParams({
      model,
      encoding: 'mulaw',
      sample_rate: '8000',
      container: 'none',
    }).toString();
    this.headers = { authorization: `Token ${apiKey}`, 'content-type': 'application/json' };
  }

  async *synthesize({ text }: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    if (!hasWords(text)) return;
    try {
      for (const part of text.trim().match(textParts) ?? []) {
        yield* withoutWavHeader(await this.speak(part, signal));
      }
    } catch (error) {
      signal.throwIfAborted();
      throw this.failure(error);
    }
  }

  async close(): Promise<void> {
    await this.web.close();
  }

  private async speak(text: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const body = JSON.stringify({ text });
    const request = { method: 'POST', headers: this.headers, body, signal };
    const response = await this.web.fetch(this.url, request);
    const { status, ok } = response;
    const isAudio = response.headers.get('content-type')?.startsWith('audio/') ?? false;
    if (ok && isAudio && response.body) return response.body;
    await response.body?.cancel();
    throw ok ? this.malformed() : this.refusal(status);
  }

  private refusal(status: number): ProviderError {
    const kind = kindOfStatus(status);
    const advice =
      kind === 'rejected'
        ? 'check DEEPGRAM_API_KEY and DEEPGRAM_TTS_MODEL'
        : 'it is overloaded or failing';
    const message = `the server answered ${status}; ${advice}`;
    return new ProviderError(this.name, kind, message, { status });
  }

  private malformed(): ProviderError {
    const message = 'the answer is no mu-law audio; check DEEPGRAM_BASE_URL';
    return new ProviderError(this.name, 'protocol', message);
  }

  private failure(error: unknown): unknown {
    if (isAbort(error) || error instanceof ProviderError) return error;
    if (error instanceof WavFormatError) return this.malformed();
    const message = 'the connection failed; check DEEPGRAM_BASE_URL and the network';
    return new ProviderError(this.name, 'unavailable', message, { cause: error });
  }
}
