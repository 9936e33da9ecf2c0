import { type Answer, encodeText, jsonAnswer, type Piece } from '../server/answer.js';
import type { ChatPlan } from './chat-plan.js';
import type { ChatBody } from './chat-request.js';
import { countTokens, tokensOf } from './tokens.js';

/** How a server words its stream. */
export interface ChatStyle {
  /** Where the count of tokens travels: in a last chunk of its own, in the finishing chunk, or nowhere. */
  readonly usage: 'own chunk' | 'finishing chunk' | 'never';
  /** Pads every chunk with an `obfuscation` field unless the request declines it. */
  readonly obfuscates: boolean;
}

export function chatAnswer(body: ChatBody, plan: ChatPlan, style: ChatStyle): Answer {
  if (!body.stream) return jsonAnswer(completion(body, plan));
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    pieces: chatStream(body, plan, style),
  };
}

function spoken({ text = 'Well done.' }: ChatPlan, body: ChatBody): string {
  return typeof text === 'function' ? text(body.messages) : text;
}

function completion(body: ChatBody, plan: ChatPlan): object {
  const { finishReason = 'stop', refusal = null } = plan;
  const content = refusal === null ? spoken(plan, body) : null;
  const message = { role: 'assistant', content, refusal };
  return {
    ...head(body, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishReason }],
    usage: usageOf(body, content ?? ''),
  };
}

const plain = { firstTokenMs: 0, tokenMs: 0, commentMs: Infinity, done: true };

function* chatStream(body: ChatBody, plan: ChatPlan, style: ChatStyle): Iterable<Piece> {
  const { firstTokenMs, tokenMs, commentMs, done } = { ...plain, ...plan };
  const text = spoken(plan, body);
  const chunk = chunkWriter(body, style);
  yield { atMs: 0, bytes: chunk({ role: 'assistant', content: '' }, null) };
  for (let atMs = commentMs; atMs < firstTokenMs; atMs += commentMs) {
    yield { atMs, bytes: encodeText(': PROCESSING\n\n') };
  }
  let tokens = 0;
  let atMs = firstTokenMs;
  for (const delta of deltas(text, plan)) {
    atMs = firstTokenMs + tokens * tokenMs;
    if (plan.spoiled?.afterTokens === tokens) yield { atMs, bytes: spoiledLine(plan.spoiled.by) };
    yield { atMs, bytes: chunk(delta, null) };
    tokens += 1;
  }
  for (const bytes of ending(body, plan, { style, chunk, text })) yield { atMs, bytes };
  if (done) yield { atMs, bytes: encodeText('data: [DONE]\n\n') };
}

/** The chunk that gives the reason to stop, and the count of tokens where the style has it. */
function* ending(
  body: ChatBody,
  { toolCalls, finishReason = 'stop' }: ChatPlan,
  { style, chunk, text }: { style: ChatStyle; chunk: ChunkWriter; text: string },
): Iterable<Uint8Array> {
  const usage = usageOf(body, text);
  const reason = toolCalls ? 'tool_calls' : finishReason;
  yield chunk({}, reason, style.usage === 'finishing chunk' ? usage : undefined);
  if (style.usage === 'own chunk' && body.includeUsage) {
    yield line({ ...head(body, 'chat.completion.chunk'), choices: [], usage });
  }
}

/** One delta a token: of the text, of the refusal, or of the calls, whose names come first. */
function* deltas(text: string, plan: ChatPlan): Iterable<object> {
  if (plan.toolCalls) {
    for (const [index, call] of plan.toolCalls.entries()) {
      const start = { name: call.name, arguments: '' };
      yield { tool_calls: [{ index, id: `call_${index}`, type: 'function', function: start }] };
      for (const piece of tokensOf(call.arguments)) {
        yield { tool_calls: [{ index, function: { arguments: piece } }] };
      }
    }
    return;
  }
  const tokens = tokensOf(plan.refusal ?? text);
  do {
    for (const token of tokens) yield plan.refusal ? { refusal: token } : { content: token };
  } while (plan.endless === true && tokens.length > 0);
}

type ChunkWriter = (delta: object, reason: string | null, usage?: object) => Uint8Array;

function chunkWriter(body: ChatBody, style: ChatStyle): ChunkWriter {
  const padded = style.obfuscates && body.includeObfuscation;
  let count = 0;
  return (delta, reason, usage) =>
    line({
      ...head(body, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, finish_reason: reason }],
      ...(style.usage === 'own chunk' && body.includeUsage && { usage: null }),
      ...(usage && { usage }),
      ...(padded && { obfuscation: 'x'.repeat(1 + (count++ % 7)) }),
    });
}

function head(body: ChatBody, object: string): object {
  return { id: 'chatcmpl-stand-in', object, created: 1_790_000_000, model: body.model };
}

function usageOf(body: ChatBody, text: string): object {
  const prompt = body.messages.reduce((sum, { content }) => sum + countTokens(content) + 4, 3);
  const said = countTokens(text);
  return { prompt_tokens: prompt, completion_tokens: said, total_tokens: prompt + said };
}

function spoiledLine(by: 'error' | 'malformed'): Uint8Array {
  if (by === 'malformed') return encodeText('data: {"choices":[{"index":0,"del\n\n');
  return line({ error: { message: 'The stream failed.', type: 'server_error', code: null } });
}

function line(data: object): Uint8Array {
  return encodeText(`data: ${JSON.stringify(data)}\n\n`);
}
