import { isAbort, kindOfStatus, ProviderError } from '../../common/errors.js';
import { KeepAliveFetch } from '../../common/keep-alive-fetch.js';
import { retryAfterMs } from '../../common/resilience/index.js';
import { WavFormatError } from '../audio/index.js';

export interface VoiceServerOptions {
  /** The provider, as errors name it. */
  readonly provider: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The most bytes that a millisecond of its audio takes on the wire. */
  readonly bytesPerMs: number;
  /** Understands the body of an answer and gives mu-law, 8 kHz. @throws WavFormatError */
  readonly read: (body: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
  /** The variables to check when the server is not what it should be, and when it refuses. */
  readonly urlVariable: string;
  readonly requestVariables: string;
}

/** Nobody takes longer to say a text: a server that sends more has lost its way. */
function longestSpeechMs(text: string): number {
  return 10_000 + 400 * text.length;
}

/**
 * A server that answers a POST of some text with audio. Plain `fetch` instead of an SDK: a request is
 * one URL and one body, and the audio is passed on as the socket delivers it.
 */
export class VoiceServer {
  private readonly web = new KeepAliveFetch();

  constructor(private readonly options: VoiceServerOptions) {}

  /**
   * The audio of `text`, which `body` asks for. The request ends with the iteration, also when the
   * consumer leaves early. @throws ProviderError, or AbortError when `signal` is aborted.
   */
  async *speak(
    text: string,
    body: string | URLSearchParams,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    const leave = new AbortController();
    let silent = true;
    try {
      const answer = await this.ask(body, AbortSignal.any([signal, leave.signal]));
      for await (const audio of this.options.read(this.bounded(answer, text))) {
        signal.throwIfAborted();
        if (audio.length === 0) continue;
        silent = false;
        yield audio;
      }
      if (silent) throw this.malformed();
    } catch (error) {
      signal.throwIfAborted();
      throw this.failure(error);
    } finally {
      leave.abort();
    }
  }

  /** Ends what is still under way. */
  async close(): Promise<void> {
    await this.web.close();
  }

  private async ask(
    body: string | URLSearchParams,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const { url, headers = {} } = this.options;
    const response = await this.web.fetch(url, { method: 'POST', headers, body, signal });
    const isAudio = response.headers.get('content-type')?.startsWith('audio/') ?? false;
    if (response.ok && isAudio && response.body) return response.body;
    throw response.ok ? this.malformed() : this.refusal(response);
  }

  private async *bounded(
    body: AsyncIterable<Uint8Array>,
    text: string,
  ): AsyncGenerator<Uint8Array> {
    let leftBytes = longestSpeechMs(text) * this.options.bytesPerMs;
    for await (const chunk of body) {
      leftBytes -= chunk.length;
      if (leftBytes < 0) throw this.endless();
      yield chunk;
    }
  }

  private refusal({ status, headers }: Response): ProviderError {
    const kind = kindOfStatus(status);
    const advice =
      kind === 'rejected'
        ? `check ${this.options.requestVariables}`
        : 'it is overloaded or failing';
    const message = `the server answered ${status}; ${advice}`;
    const waitMs = retryAfterMs(headers, Date.now());
    return new ProviderError(this.options.provider, kind, message, {
      status,
      ...(waitMs !== undefined && { retryAfterMs: waitMs }),
    });
  }

  private malformed(): ProviderError {
    const message = `the answer is no audio that can be played; check ${this.options.urlVariable}`;
    return new ProviderError(this.options.provider, 'protocol', message);
  }

  private endless(): ProviderError {
    const message = 'the answer is longer than its text can be';
    return new ProviderError(this.options.provider, 'protocol', message);
  }

  private failure(error: unknown): unknown {
    if (isAbort(error) || error instanceof ProviderError) return error;
    if (error instanceof WavFormatError) return this.malformed();
    const message = `the connection failed; check ${this.options.urlVariable} and the network`;
    return new ProviderError(this.options.provider, 'unavailable', message, { cause: error });
  }
}
