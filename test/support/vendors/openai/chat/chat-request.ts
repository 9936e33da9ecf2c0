import { Refusal } from '../../server/answer.js';
import { isRecord, type RawRequest, readJsonObject } from '../../server/recorded-request.js';
import type { ReceivedMessage } from './chat-plan.js';
import type { Complain } from '../failures.js';

export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ReceivedMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly includeObfuscation: boolean;
  /** The whole request as it was sent. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a server accepts, and how it words what it does not. */
export interface ChatRules {
  readonly complain: Complain;
  readonly takesField: (field: string) => boolean;
  readonly hasModel: (model: string) => boolean;
  /** Reasoning models do not take `max_tokens`. */
  readonly takesMaxTokens: (model: unknown) => boolean;
}

export function readChat(raw: RawRequest, rules: ChatRules): ChatBody {
  const fields = readJsonObject(raw.bytes);
  if (!fields) throw new Refusal(rules.complain(400, null, 'The body is not a JSON object.'));
  const objection = objectionTo(fields, rules);
  if (objection) throw new Refusal(rules.complain(...objection));
  const { model, messages, stream, stream_options: options } = fields;
  if (typeof model !== 'string' || !areMessages(messages)) {
    throw new Refusal(rules.complain(400, null, 'A model and messages of text are required.'));
  }
  const streamOptions = isRecord(options) ? options : {};
  return {
    model,
    messages,
    stream: stream === true,
    includeUsage: streamOptions['include_usage'] === true,
    includeObfuscation: streamOptions['include_obfuscation'] !== false,
    fields,
  };
}

function objectionTo(
  fields: Readonly<Record<string, unknown>>,
  { takesField, hasModel, takesMaxTokens }: ChatRules,
): Parameters<Complain> | undefined {
  const unknown = Object.keys(fields).find((field) => !takesField(field));
  if (unknown) return [400, 'unknown_parameter', `Unknown parameter: '${unknown}'.`];
  if (typeof fields['model'] === 'string' && !hasModel(fields['model'])) {
    return [404, 'model_not_found', 'There is no such model.'];
  }
  if ('max_tokens' in fields && 'max_completion_tokens' in fields) {
    return [400, 'invalid_parameter_combination', 'Only one limit of tokens may be set.'];
  }
  if ('max_tokens' in fields && !takesMaxTokens(fields['model'])) {
    return [400, 'unsupported_parameter', 'The model takes max_completion_tokens instead.'];
  }
  if (isRecord(fields['stream_options']) && fields['stream'] !== true) {
    return [400, null, 'stream_options is only for streams.'];
  }
  return undefined;
}

function areMessages(value: unknown): value is ReceivedMessage[] {
  return Array.isArray(value) && value.length > 0 && value.every(isMessage);
}

function isMessage(value: unknown): value is ReceivedMessage {
  return (
    isRecord(value) && typeof value['role'] === 'string' && typeof value['content'] === 'string'
  );
}
