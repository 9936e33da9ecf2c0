import OpenAI from 'openai';
import type { Clock } from '../../common/clock.js';
import { ProviderError, type ProviderErrorKind } from '../../common/errors.js';
import { KeepAliveFetch } from '../../common/keep-alive-fetch.js';
import type { ChatEvent, ChatModel, ChatRequest } from '../chat-model.js';
import { estimateTokens } from '../token-estimate.js';
import { AnswerDeadline } from './answer-deadline.js';
import { CompletionAnswer, type TokenCount } from './completion-answer.js';
import { completionRequest, mayBeUnknownField, type Dialect } from './completion-request.js';
import { readEvents } from './event-stream.js';
import type { ModelServer } from './model-server.js';
import { providerFailure } from './provider-failure.js';

export interface AnswerDeadlines {
  /** From the request to the first words that can be spoken. */
  readonly firstTokenMs: number;
  /** From then on, between words. */
  readonly stallMs: number;
}

/** How long to wait, once all words are there, for the token count and the end of the stream. */
const TAIL_MS = 300;

/** An answer with more characters than this for each token that was asked for is cut off. */
const MAX_CHARACTERS_PER_TOKEN = 12;

/**
 * Chat completions over server-sent events, as OpenAI defines them and others imitate them. Nothing
 * is retried here, except once a request whose fields the server does not know. The SDK makes the
 * request; its reader of streams is not used, because it ends alike for a whole answer, a cut one and
 * an abort.
 */
export class OpenAiCompatibleModel implements ChatModel {
  readonly name: string;
  private readonly web = new KeepAliveFetch();
  private readonly client: OpenAI;
  private dialect: Dialect = 'current';

  constructor(
    private readonly options: ModelServer & AnswerDeadlines,
    private readonly clock: Clock,
  ) {
    this.name = options.name;
    this.client = new OpenAI({
      baseURL: options.baseUrl,
      apiKey: options.apiKey,
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
      fetch: this.web.fetch,
    });
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
    signal.throwIfAborted();
    const deadline = new AnswerDeadline(this.clock, this.options.firstTokenMs);
    const answer = new CompletionAnswer(this.name);
    try {
      const response = await this.open(request, AbortSignal.any([signal, deadline.signal]));
      for await (const text of this.texts(response, request, answer, deadline)) {
        yield { type: 'text', text };
        signal.throwIfAborted();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!answer.isWhole && !deadline.hasPassed) throw providerFailure(this.name, error);
    } finally {
      deadline.stop();
    }
    if (!answer.isWhole) throw deadline.hasPassed ? this.late(answer) : this.cutShort();
    if (answer.isEmpty) throw this.empty();
    yield { type: 'usage', model: this.name, ...tokensOf(request, answer) };
  }

  async close(): Promise<void> {
    await this.web.close();
  }

  private async open(request: ChatRequest, signal: AbortSignal): Promise<Response> {
    const create = async (dialect: Dialect): Promise<Response> =>
      this.client.chat.completions
        .create(completionRequest(this.options, request, dialect), { signal })
        .asResponse();
    try {
      return await create(this.dialect);
    } catch (error) {
      if (this.dialect === 'plain' || !mayBeUnknownField(error)) throw error;
      const response = await create('plain');
      this.dialect = 'plain';
      return response;
    }
  }

  /** The pieces that may be spoken. Only what brings them on, or the end, moves the deadline. */
  private async *texts(
    response: Response,
    { maxTokens }: ChatRequest,
    answer: CompletionAnswer,
    deadline: AnswerDeadline,
  ): AsyncGenerator<string> {
    for await (const payload of readEvents(response)) {
      const text = answer.read(payload);
      if (text !== '') {
        // The consumer may take its time: only our own waiting counts.
        deadline.stop();
        yield text;
        deadline.restart(this.options.stallMs);
      }
      if (answer.text.length > maxTokens * MAX_CHARACTERS_PER_TOKEN) {
        answer.isWhole = true;
        return;
      }
      if (answer.isWhole) deadline.restart(TAIL_MS);
    }
    const rest = answer.end();
    if (rest !== '') yield rest;
  }

  private late({ isEmpty }: CompletionAnswer): ProviderError {
    const { firstTokenMs, stallMs } = this.options;
    const what = isEmpty
      ? `no words within ${firstTokenMs} ms`
      : `no more words within ${stallMs} ms in mid-answer`;
    return this.failure('timeout', `${what}; is the server overloaded or the model too slow?`);
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
