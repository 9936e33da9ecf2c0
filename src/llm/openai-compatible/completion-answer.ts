import { ProviderError } from '../../common/errors.js';
import { wrongServer } from './provider-failure.js';
import { ThinkingFilter } from './thinking-filter.js';

/** What we read of a `chat.completion.chunk`. Compatible servers leave out any part of it. */
type CompletionChunk = {
  readonly choices?: readonly Choice[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
  readonly error?: unknown;
} | null;

interface Choice {
  readonly delta?: { readonly content?: unknown; readonly refusal?: unknown } | null;
  readonly finish_reason?: string | null;
}

export interface TokenCount {
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/**
 * One streamed answer, as far as it has come. It is whole when a reason to finish was given or the
 * stream said `[DONE]`: some servers leave out the one, some the other. The token count comes in a
 * chunk of its own, beside the last choice, beside every one, or not at all.
 */
export class CompletionAnswer {
  /** What may be spoken, all together. */
  text = '';
  isWhole = false;
  tokens: TokenCount | null = null;
  private readonly filter = new ThinkingFilter();

  constructor(private readonly provider: string) {}

  get isEmpty(): boolean {
    return this.text.trim() === '';
  }

  /** Takes the payload of one event and returns what it adds to the text, without leading blanks. */
  read(payload: string): string {
    if (payload === '[DONE]') {
      this.isWhole = true;
      return '';
    }
    const chunk = this.parse(payload);
    if (chunk?.error)
      throw this.broken('unavailable', 'the server reported an error in the stream');
    if (chunk?.usage) {
      const { prompt_tokens: tokensIn, completion_tokens: tokensOut } = chunk.usage;
      this.tokens = { tokensIn, tokensOut };
    }
    const choice = chunk?.choices?.[0];
    return choice ? this.add(this.filter.push(this.readChoice(choice))) : '';
  }

  /** What was still held back when the stream ended. */
  end(): string {
    return this.add(this.filter.end());
  }

  private add(text: string): string {
    const wasEmpty = this.isEmpty;
    this.text += text;
    return wasEmpty ? text.trimStart() : text;
  }

  private readChoice({ delta, finish_reason }: Choice): string {
    if (finish_reason) this.isWhole = true;
    const text = delta?.content ?? delta?.refusal;
    return typeof text === 'string' ? text : '';
  }

  private parse(payload: string): CompletionChunk {
    try {
      const value: unknown = JSON.parse(payload);
      return typeof value === 'object' ? value : null;
    } catch {
      throw this.broken('protocol', `the stream is not valid JSON; ${wrongServer}`);
    }
  }

  private broken(kind: 'unavailable' | 'protocol', message: string): ProviderError {
    return new ProviderError(this.provider, kind, message);
  }
}
