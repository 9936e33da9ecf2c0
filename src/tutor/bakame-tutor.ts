import type { Log } from '../common/log.js';
import type { ChatModel } from '../llm/index.js';
import { ModelReply } from './ask/model-reply.js';
import { Conversation } from './conversation/conversation.js';
import { fillers, varied } from './conversation/phrases.js';
import { spoken } from './plan.js';
import { newLearner, restore } from './tutor-state.js';
import type { CallerInput, Clause, Fit, Tutor, TutorReply, TutorState } from './tutor.js';

export interface TutorOptions {
  /** Null for a tutor of lessons only. */
  readonly chat: ChatModel | null;
  /** Bound of a model's answer. */
  readonly maxTokens: number;
  readonly log: Log;
}

/** Longer than anybody talks in one turn. */
const MAX_WORDS_CHARACTERS = 1000;

/** Lessons and menu by rule, and everything else in conversation with a model if there is one. */
export class BakameTutor implements Tutor {
  private readonly conversation: Conversation;

  constructor(private readonly options: TutorOptions) {
    this.conversation = new Conversation(options.chat !== null);
  }

  begin(): TutorState {
    return newLearner;
  }

  fit(saved: TutorState, said: string): Fit {
    return this.conversation.fit(restore(saved), said);
  }

  filler(nth: number): Clause {
    return varied(fillers, nth);
  }

  respond(saved: TutorState, input: CallerInput, signal: AbortSignal): TutorReply {
    const state = restore(saved);
    const bounded = input.type === 'speech' ? shortened(input.text) : input;
    const plan = this.conversation.respond(state, bounded);
    if (plan) return spoken(plan, state, bounded, signal);
    const { chat, maxTokens, log } = this.options;
    const instead = this.conversation.withoutModel(state);
    if (!chat || bounded.type !== 'speech') return spoken(instead, state, bounded, signal);
    return new ModelReply(state, bounded, { chat, maxTokens, log, instead }, signal);
  }
}

function shortened(text: string): Extract<CallerInput, { type: 'speech' }> {
  return { type: 'speech', text: text.slice(0, MAX_WORDS_CHARACTERS) };
}
