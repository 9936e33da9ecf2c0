import { MemoryLog } from '../../../test/support/memory-log.js';
import type { ChatModel } from '../../llm/index.js';
import { BakameTutor } from '../bakame-tutor.js';
import type { CallerInput, Clause, ReplyFacts, TutorReply, TutorState } from '../tutor.js';

export interface Heard {
  readonly text: string;
  readonly clauses: readonly Clause[];
  readonly facts: ReplyFacts;
  readonly endsCall: boolean;
  readonly message: string | null;
}

/** How many of a reply's clauses the caller hears before they interrupt. */
export type Patience = (clauses: readonly Clause[]) => number;

export const toTheEnd: Patience = (clauses) => clauses.length;

/** One caller on the line with the tutor; the state goes through JSON at every turn, as in a call. */
export class Learner {
  readonly log = new MemoryLog();
  state: TutorState;
  private readonly tutor: BakameTutor;

  constructor(chat: ChatModel | null = null, state?: TutorState) {
    this.tutor = new BakameTutor({ chat, maxTokens: 200, log: this.log });
    this.state = state ?? this.tutor.begin();
  }

  async say(text: string, patience: Patience = toTheEnd): Promise<Heard> {
    return this.turn({ type: 'speech', text }, patience);
  }

  async press(digit: string): Promise<Heard> {
    return this.turn({ type: 'key', digit });
  }

  async connect(patience: Patience = toTheEnd): Promise<Heard> {
    return this.turn({ type: 'connected' }, patience);
  }

  async stayQuiet(step: number, canText = false): Promise<Heard> {
    return this.turn({ type: 'silence', step, canText });
  }

  reply(input: CallerInput, signal = new AbortController().signal): TutorReply {
    return this.tutor.respond(this.state, input, signal);
  }

  async turn(input: CallerInput, patience: Patience = toTheEnd): Promise<Heard> {
    const reply = this.reply(input);
    const all: Clause[] = [];
    for await (const clause of reply.clauses) all.push(clause);
    const clauses = all.slice(0, patience(all));
    this.state = JSON.parse(JSON.stringify(reply.settle(clauses))) as TutorState;
    return {
      text: all.map(({ text }) => text).join(' '),
      clauses: all,
      facts: reply.facts(),
      endsCall: reply.endsCall,
      message: reply.text,
    };
  }
}
