import { AppError, isAbort, type ErrorCode } from '../../common/errors.js';
import type { Log } from '../../common/log.js';
import { estimateTokens, splitClauses, type ChatEvent, type ChatModel } from '../../llm/index.js';
import { lostThread } from '../conversation/phrases.js';
import { clausesOf, remember, settle, type Plan } from '../plan.js';
import { speakable } from '../speakable/speakable.js';
import type { LearnerState } from '../tutor-state.js';
import type { CallerInput, Clause, ReplyFacts, TutorReply, TutorState } from '../tutor.js';
import { promptFor } from './prompt.js';

export interface ModelReplyOptions {
  readonly chat: ChatModel;
  readonly maxTokens: number;
  readonly log: Log;
  /** What is said instead when the model fails before its first words. */
  readonly instead: Plan;
}

/** A reply that a model makes up while it is spoken. */
export class ModelReply implements TutorReply {
  readonly endsCall = false;
  readonly text = null;
  readonly clauses: AsyncIterable<Clause>;
  private usage: Extract<ChatEvent, { type: 'usage' }> | null = null;
  private answered = '';
  private hasFailed = false;
  private error: ErrorCode | null = null;

  constructor(
    private readonly before: LearnerState,
    private readonly input: Extract<CallerInput, { type: 'speech' }>,
    private readonly options: ModelReplyOptions,
    signal: AbortSignal,
  ) {
    this.clauses = this.speak(signal);
  }

  settle(heard: readonly Clause[]): TutorState {
    const { before, input } = this;
    if (this.hasFailed) return settle(this.options.instead, before, input, heard);
    const last = heard.at(-1)?.text ?? '';
    return {
      module: 'ask',
      lesson: { ...before.lesson, turn: before.lesson.turn + 1, unclear: 0, keys: '' },
      history: remember(before.history, input, heard),
      openQuestion: last.endsWith('?') ? last : null,
    };
  }

  facts(): ReplyFacts {
    const { usage, hasFailed, answered, options } = this;
    const model = answered === '' ? null : options.chat.name;
    return {
      module: hasFailed ? options.instead.module : 'ask',
      tokensIn: usage?.tokensIn ?? this.estimateTokensIn(),
      tokensOut: usage?.tokensOut ?? estimateTokens(answered),
      model: hasFailed ? null : (usage?.model ?? model),
      gamification: {},
      error: this.error,
    };
  }

  private async *speak(signal: AbortSignal): AsyncGenerator<Clause> {
    let hasSpoken = false;
    try {
      for await (const clause of splitClauses(this.answer(signal))) {
        const text = speakable(clause);
        if (text === '') continue;
        hasSpoken = true;
        yield { text };
        if (signal.aborted) return;
      }
    } catch (error) {
      if (isAbort(error)) return;
      this.noteFailure(error);
    }
    if (hasSpoken) {
      if (this.error) yield lostThread;
      return;
    }
    this.hasFailed = true;
    yield* clausesOf(this.options.instead);
  }

  private async *answer(signal: AbortSignal): AsyncGenerator<string> {
    const { chat, maxTokens } = this.options;
    const messages = promptFor(this.before.history, this.input.text);
    for await (const event of chat.stream({ messages, maxTokens }, signal)) {
      if (event.type === 'usage') {
        this.usage = event;
      } else {
        this.answered += event.text;
        yield event.text;
      }
    }
  }

  private noteFailure(error: unknown): void {
    this.error = error instanceof AppError ? error.code : 'PROVIDER_PROTOCOL';
    this.options.log.error('the language model gave no whole answer', { err: error });
  }

  /** What a request costs that ended before it was counted. */
  private estimateTokensIn(): number {
    if (this.answered === '') return 0;
    const messages = promptFor(this.before.history, this.input.text);
    return estimateTokens(...messages.map(({ content }) => content));
  }
}
