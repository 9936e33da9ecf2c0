import { kindOfStatus, ProviderError } from '../../../common/errors.js';
import { isRecord } from '../../../common/is-record.js';
import { KeepAliveFetch } from '../../../common/keep-alive-fetch.js';
import { retryAfterMs } from '../../../common/resilience/index.js';
import type { Transcript, Utterance } from '../speech-recognizer.js';
import { telephoneWav } from './telephone-wav.js';
import { readTranscription } from './transcription-answer.js';

export interface TranscriptionServerOptions {
  /** The provider, as errors name it. */
  readonly provider: string;
  /** Where it takes files. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** What each request says beside its file and its hint. */
  readonly fields: Readonly<Record<string, string>>;
  /** The variables to check when the server is not what it should be, and when it refuses. */
  readonly urlVariable: string;
  readonly requestVariables: string;
}

/** Nobody says more in one utterance; a server that sends more has lost its way. */
const longestAnswerBytes = 1_048_576;

/**
 * A server that takes a file of speech and answers with its words: OpenAI, whisper.cpp, and those that
 * speak like them. Plain `fetch`: the SDK knows one path only, and reads an answer whatever its length.
 */
export class TranscriptionServer {
  private readonly web = new KeepAliveFetch();

  constructor(private readonly options: TranscriptionServerOptions) {}

  /** The words of an utterance. @throws ProviderError, or AbortError when `signal` is aborted. */
  async transcribe(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    signal.throwIfAborted();
    if (utterance.audio.length === 0) return { text: '', confidence: null };
    const leave = new AbortController();
    try {
      const response = await this.ask(utterance, AbortSignal.any([signal, leave.signal]));
      if (!response.ok) throw await this.refusal(response);
      const transcript = readTranscription(await this.readJson(response));
      if (!transcript) throw this.malformed();
      return transcript;
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof ProviderError ? error : this.unreachable(error);
    } finally {
      leave.abort();
    }
  }

  /** Ends what is still under way. */
  async close(): Promise<void> {
    await this.web.close();
  }

  private async ask({ audio, hint }: Utterance, signal: AbortSignal): Promise<Response> {
    const { url, headers = {}, fields } = this.options;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    if (hint !== undefined) form.set('prompt', hint);
    form.set('file', new File([telephoneWav(audio)], 'utterance.wav', { type: 'audio/wav' }));
    // As bytes: an abort in the upload of a form ends the process (undici closes its stream twice).
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    return this.web.fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body: await encoded.arrayBuffer(),
      signal,
    });
  }

  /** Undefined for anything but JSON. */
  private async readJson({ headers, body }: Response): Promise<unknown> {
    if (!body || !/\bjson\b/i.test(headers.get('content-type') ?? '')) return undefined;
    const chunks: Uint8Array[] = [];
    let leftBytes = longestAnswerBytes;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      leftBytes -= chunk.length;
      if (leftBytes < 0) return undefined;
      chunks.push(chunk);
    }
    return parseJson(Buffer.concat(chunks));
  }

  private async refusal(response: Response): Promise<ProviderError> {
    const { provider, requestVariables } = this.options;
    const { status, headers } = response;
    if (status === 429 && isQuotaGone(await this.readJson(response))) {
      const message = 'the account is out of quota; check its billing';
      return new ProviderError(provider, 'rejected', message, { status });
    }
    const kind = kindOfStatus(status);
    const advice =
      kind === 'rejected' ? `check ${requestVariables}` : 'it is overloaded or failing';
    const waitMs = retryAfterMs(headers, Date.now());
    return new ProviderError(provider, kind, `the server answered ${status}; ${advice}`, {
      status,
      ...(waitMs !== undefined && { retryAfterMs: waitMs }),
    });
  }

  private malformed(): ProviderError {
    const { provider, urlVariable } = this.options;
    const message = `the answer is no transcription; check ${urlVariable}`;
    return new ProviderError(provider, 'protocol', message);
  }

  private unreachable(cause: unknown): ProviderError {
    const { provider, urlVariable } = this.options;
    const message = `the connection failed; check ${urlVariable} and the network`;
    return new ProviderError(provider, 'unavailable', message, { cause });
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Not JSON: whoever asked says what it is not.
    return undefined;
  }
}

/** OpenAI's word for an account that no wait will help. */
function isQuotaGone(answer: unknown): boolean {
  const error = isRecord(answer) ? answer['error'] : null;
  return isRecord(error) && error['code'] === 'insufficient_quota';
}
