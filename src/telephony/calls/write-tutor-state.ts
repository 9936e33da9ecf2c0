import { ConversationRedactor, redact } from '../../redaction/index.js';
import type { TutorState } from '../../tutor/index.js';

/** The state as Redis keeps it: numbers and addresses in what was said are taken out, over turns. */
export function writeTutorState({ history, ...rest }: TutorState): string {
  const conversation = new ConversationRedactor();
  const clean = history.map(({ role, text }) => ({
    role,
    text: role === 'caller' ? conversation.redact(text) : conversation.redactAnswer(text),
  }));
  return JSON.stringify({ ...rest, history: clean }, (_, value: unknown) =>
    typeof value === 'string' ? redact(value) : value,
  );
}
