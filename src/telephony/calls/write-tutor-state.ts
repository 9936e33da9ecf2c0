import { ConversationRedactor } from '../../redaction/index.js';
import type { TutorState } from '../../tutor/index.js';

/** The state as Redis keeps it: numbers and addresses in what was said are taken out, over turns. */
export function writeTutorState(state: TutorState): string {
  const conversation = new ConversationRedactor();
  return JSON.stringify(state, (_, value: unknown) =>
    typeof value === 'string' ? conversation.redact(value) : value,
  );
}
