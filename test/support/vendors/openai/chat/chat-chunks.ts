import { encodeText } from '../../server/answer.js';
import { countTokens, tokensOf } from '../tokens.js';
import type { ChatPlan } from './chat-plan.js';
import type { ChatBody } from './chat-request.js';

/** How a server words its stream. */
export interface ChatStyle {
  /** Where the count of tokens travels: in a last chunk of its own, on the last content, or nowhere. */
  readonly usage: 'own chunk' | 'content chunk' | 'never';
  /** Pads every chunk with an `obfuscation` field unless the request declines it. */
  readonly obfuscates: boolean;
}

/** The lines of a stream in their order; there may be no end of tokens. */
export interface ChatChunks {
  readonly role: Uint8Array;
  readonly tokens: Iterable<Uint8Array>;
  readonly ending: readonly Uint8Array[];
}

export function chatChunks(body: ChatBody, plan: ChatPlan, style: ChatStyle): ChatChunks {
  const text = spoken(plan, body);
  const deltas = deltasOf(text, plan);
  const usage = usageOf(body, text);
  const write = chunkWriter(body, style);
  const finished = {
    finish_reason: finishOf(plan),
    ...(style.usage === 'content chunk' && { usage }),
  };
  const role = write({ role: 'assistant', content: '' });
  if (plan.endless === true) {
    return { role, tokens: repeated(deltas.map((delta) => write(delta))), ending: [] };
  }
  const onContent = style.usage === 'content chunk' && deltas.length > 0;
  const last = onContent ? deltas.length - 1 : -1;
  return {
    role,
    tokens: deltas.map((delta, index) => write(delta, index === last ? finished : {})),
    ending: [
      ...(onContent ? [] : [write({}, finished)]),
      ...(style.usage === 'own chunk' && body.includeUsage ? [usageLine(body, usage)] : []),
    ],
  };
}

/** The same answer in one piece. */
export function completion(body: ChatBody, plan: ChatPlan): object {
  const { refusal = null } = plan;
  const content = refusal === null ? spoken(plan, body) : null;
  const message = { role: 'assistant', content, refusal };
  return {
    ...head(body, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: finishOf(plan) }],
    usage: usageOf(body, content ?? ''),
  };
}

function spoken({ text = 'Well done.' }: ChatPlan, body: ChatBody): string {
  return typeof text === 'function' ? text(body.messages) : text;
}

function finishOf({ toolCalls, finishReason = 'stop' }: ChatPlan): string | null {
  return toolCalls ? 'tool_calls' : finishReason;
}

/** One delta a token: of the text, of the refusal, or of the calls, whose names come first. */
function deltasOf(text: string, { refusal, toolCalls }: ChatPlan): readonly object[] {
  if (toolCalls) {
    return toolCalls.flatMap((call, index) => {
      const named = { name: call.name, arguments: '' };
      return [
        { tool_calls: [{ index, id: `call_${index}`, type: 'function', function: named }] },
        ...tokensOf(call.arguments).map((piece) => ({
          tool_calls: [{ index, function: { arguments: piece } }],
        })),
      ];
    });
  }
  if (refusal !== undefined) return tokensOf(refusal).map((token) => ({ refusal: token }));
  return tokensOf(text).map((token) => ({ content: token }));
}

function* repeated(lines: readonly Uint8Array[]): Iterable<Uint8Array> {
  while (lines.length > 0) yield* lines;
}

interface Finish {
  readonly finish_reason?: string | null;
  readonly usage?: object;
}

function chunkWriter(
  body: ChatBody,
  style: ChatStyle,
): (delta: object, finish?: Finish) => Uint8Array {
  const padded = style.obfuscates && body.includeObfuscation;
  let count = 0;
  return (delta, { finish_reason = null, usage } = {}) =>
    line({
      ...head(body, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, finish_reason }],
      ...(style.usage === 'own chunk' && body.includeUsage && { usage: null }),
      ...(usage && { usage }),
      ...(padded && { obfuscation: 'x'.repeat(1 + (count++ % 7)) }),
    });
}

function usageLine(body: ChatBody, usage: object): Uint8Array {
  return line({ ...head(body, 'chat.completion.chunk'), choices: [], usage });
}

function head(body: ChatBody, object: string): object {
  return { id: 'chatcmpl-stand-in', object, created: 1_790_000_000, model: body.model };
}

function usageOf(body: ChatBody, text: string): object {
  const prompt = body.messages.reduce((sum, { content }) => sum + countTokens(content) + 4, 3);
  const said = countTokens(text);
  return { prompt_tokens: prompt, completion_tokens: said, total_tokens: prompt + said };
}

export function line(data: object): Uint8Array {
  return encodeText(`data: ${JSON.stringify(data)}\n\n`);
}
