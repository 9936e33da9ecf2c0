import { ConversationRedactor } from './conversation-redactor.js';

/** Far more than one process has calls. */
const mostConversations = 10_000;

/** A redactor for each conversation that goes on. Past ten thousand the oldest are forgotten. */
export class ConversationRedactors {
  private readonly redactors = new Map<string, ConversationRedactor>();

  of(id: string): ConversationRedactor {
    const known = this.redactors.get(id);
    if (known) return known;
    const [oldest] = this.redactors.keys();
    if (oldest !== undefined && this.redactors.size >= mostConversations)
      this.redactors.delete(oldest);
    const redactor = new ConversationRedactor();
    this.redactors.set(id, redactor);
    return redactor;
  }

  end(id: string): void {
    this.redactors.delete(id);
  }
}
