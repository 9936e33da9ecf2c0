import OpenAI from 'openai';
import type { Clock, Timer } from '../../common/clock.js';
import { ProviderError, type ProviderErrorKind } from '../../common/errors.js';
import { KeepAliveFetch } from '../../common/keep-alive-fetch.js';
import type { ChatEvent, ChatModel, ChatModelCapabilities, ChatRequest } from '../chat-model.js';
import { estimateTokens } from '../token-estimate.js';
import { CompletionAnswer, type TokenCount } from './completion-answer.js';
import { completionRequest, mayBeUnknownField, type Dialect } from './completion-request.js';
import { readEvents } from './event-stream.js';
import type { ModelServer } from './model-server.js';
import { providerFailure, wrongServer } from './provider-failure.js';

/** How long to wait, once the answer is whole, for the token count and the end of the stream. */
const TAIL_MS = 300;

/** An answer with more characters than this for each token that was asked for is cut off. */
const MAX_CHARACTERS_PER_TOKEN = 12;

/**
 * Chat completions over server-sent events, as OpenAI defines them and others imitate them. It has
 * no deadlines and retries nothing, except once a request whose fields the server does not know. The SDK
 * makes the request; its reader of streams is not used, because it ends alike for a whole answer, a cut
 * one and an abort.
 */
export class OpenAiCompatibleModel implements ChatModel {
  readonly name: string;
  readonly capabilities: ChatModelCapabilities;
  private readonly web = new KeepAliveFetch();
  private readonly client: OpenAI;
  private dialect: Dialect = 'current';

  constructor(
    private readonly server: ModelServer,
    private readonly clock: Clock,
  ) {
    this.name = server.name;
    this.capabilities = { countsTokens: server.countsTokens };
    this.client = new OpenAI({
      baseURL: server.baseUrl,
      apiKey: server.apiKey,
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
      fetch: this.web.fetch,
    });
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    signal.throwIfAborted();
    const answer = new CompletionAnswer(this.name);
    try {
      for await (const text of this.texts(request, answer, signal)) {
        yield { type: 'text', text };
        signal.throwIfAborted();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!answer.isWhole) throw providerFailure(this.name, error, this.clock.date().getTime());
    }
    if (!answer.isWhole) throw this.cutShort();
    if (answer.isEmpty) throw this.empty();
    yield { type: 'usage', model: this.name, ...tokensOf(request, answer) };
  }

  async close(): Promise<void> {
    await this.web.close();
  }

  private async open(request: ChatRequest, signal: AbortSignal): Promise<Response> {
    const create = async (dialect: Dialect): Promise<Response> =>
      this.client.chat.completions
        .create(completionRequest(this.server, request, dialect), { signal })
        .asResponse();
    try {
      return await create(this.dialect);
    } catch (error) {
      if (this.dialect === 'plain' || !mayBeUnknownField(error)) throw error;
      const response = await create('plain').catch((inPlain: unknown) => {
        // Neither wording is understood: the fault is not in the fields.
        throw mayBeUnknownField(inPlain) ? error : inPlain;
      });
      this.dialect = 'plain';
      return response;
    }
  }

  /** The pieces that may be spoken. */
  private async *texts(
    request: ChatRequest,
    answer: CompletionAnswer,
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    const enough = new AbortController();
    let tail: Timer | undefined;
    try {
      const response = await this.open(request, AbortSignal.any([signal, enough.signal]));
      await this.checkType(response);
      for await (const payload of readEvents(response)) {
        const text = answer.read(payload);
        if (text !== '') yield text;
        if (answer.text.length > request.maxTokens * MAX_CHARACTERS_PER_TOKEN) {
          answer.isWhole = true;
          return;
        }
        if (answer.isWhole) {
          tail ??= this.clock.after(TAIL_MS, () => {
            enough.abort();
          });
        }
      }
      const rest = answer.end();
      if (rest !== '') yield rest;
    } finally {
      tail?.cancel();
    }
  }

  /** A web page or a document is no answer. Other types are read: some servers name none, or a wrong one. */
  private async checkType({ headers, body }: Response): Promise<void> {
    if (!/^(text\/html|application\/json)\b/i.test(headers.get('content-type') ?? '')) return;
    await body?.cancel();
    throw this.failure('protocol', `the answer is not a stream of events; ${wrongServer}`);
  }

  private cutShort(): ProviderError {
    const what = 'the stream ended before the answer did';
    return this.failure('unavailable', `${what}; check the server and what lies between`);
  }

  private empty(): ProviderError {
    const what = 'the answer holds no text';
    return this.failure('protocol', `${what}; is LLM_MAX_TOKENS too small for a reasoning model?`);
  }

  private failure(kind: ProviderErrorKind, message: string): ProviderError {
    return new ProviderError(this.name, kind, message);
  }
}

function tokensOf({ messages }: ChatRequest, { tokens, text }: CompletionAnswer): TokenCount {
  if (tokens) return tokens;
  const asked = messages.map(({ content }) => content);
  return { tokensIn: estimateTokens(...asked), tokensOut: estimateTokens(text) };
}
