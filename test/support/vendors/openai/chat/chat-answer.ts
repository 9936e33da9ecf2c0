import { type Answer, encodeText, jsonAnswer, type Piece } from '../../server/answer.js';
import { type ChatChunks, chatChunks, type ChatStyle, completion, line } from './chat-chunks.js';
import type { ChatPlan } from './chat-plan.js';
import type { ChatBody } from './chat-request.js';

export function chatAnswer(body: ChatBody, plan: ChatPlan, style: ChatStyle): Answer {
  if (!body.stream) return jsonAnswer(completion(body, plan));
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    pieces: timeline(chatChunks(body, plan, style), plan),
  };
}

const plain = { firstTokenMs: 0, tokenMs: 0, commentMs: Infinity, done: true };

function* timeline({ role, tokens, ending }: ChatChunks, plan: ChatPlan): Iterable<Piece> {
  const { firstTokenMs, tokenMs, commentMs, done } = { ...plain, ...plan };
  yield { atMs: 0, bytes: role };
  for (let atMs = commentMs; atMs < firstTokenMs; atMs += commentMs) {
    yield { atMs, bytes: encodeText(': PROCESSING\n\n') };
  }
  let atMs = firstTokenMs;
  for (const bytes of spoiled(tokens, plan)) {
    yield { atMs, bytes };
    atMs += tokenMs;
  }
  for (const bytes of ending) yield { atMs, bytes };
  if (done) yield { atMs, bytes: encodeText('data: [DONE]\n\n') };
}

/** The tokens with the planned fault among them, or behind the last when there are fewer. */
function* spoiled(tokens: Iterable<Uint8Array>, plan: ChatPlan): Iterable<Uint8Array> {
  let left = plan.spoiled?.afterTokens ?? Infinity;
  for (const token of tokens) {
    if (left-- === 0) yield spoiledLine(plan);
    yield token;
  }
  if (plan.spoiled && left >= 0) yield spoiledLine(plan);
}

function spoiledLine(plan: ChatPlan): Uint8Array {
  if (plan.spoiled?.by === 'malformed') return encodeText('data: {"choices":[{"index":0,"del\n\n');
  return line({ error: { message: 'The stream failed.', type: 'server_error', code: null } });
}
