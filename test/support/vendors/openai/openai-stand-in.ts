import { Refusal } from '../server/answer.js';
import type { RawRequest } from '../server/recorded-request.js';
import { StandIn } from '../server/stand-in.js';
import type { HttpRoute } from '../server/vendor.js';
import { chatAnswer } from './chat/chat-answer.js';
import type { ChatStyle } from './chat/chat-chunks.js';
import type { ChatPlan } from './chat/chat-plan.js';
import { type ChatBody, type ChatRules, readChat } from './chat/chat-request.js';
import { type Complain, complain } from './failures.js';
import {
  modelRoute,
  type ModelShape,
  modelsRoute,
  type ModelsShape,
  type OfferedModel,
} from './models.js';
import {
  type TranscriptionPlan,
  transcriptionRoute,
  type TranscriptionShape,
} from './transcription.js';

export interface ChatShape {
  readonly plan: ChatPlan;
  readonly body: ChatBody;
}

export interface OpenAiShapes {
  readonly chat: ChatShape;
  readonly transcription: TranscriptionShape;
  readonly models: ModelsShape;
  readonly model: ModelShape;
}

export interface OpenAiOptions {
  /** Requests must bring this key; any passes when unset. */
  readonly apiKey?: string;
  readonly models?: readonly OfferedModel[];
  readonly chat?: ChatPlan;
  readonly transcription?: TranscriptionPlan;
}

const offered: readonly OfferedModel[] = [
  { id: 'gpt-5.4-mini' },
  { id: 'gpt-4o-mini', shutdownDate: '2027-01-14' },
  { id: 'gpt-transcribe' },
  { id: 'gpt-4o-mini-transcribe', shutdownDate: '2027-02-26' },
  { id: 'whisper-1', shutdownDate: '2027-02-26' },
];

const chatFields = new Set(
  'model messages stream stream_options max_tokens max_completion_tokens temperature top_p stop seed n tools tool_choice reasoning_effort verbosity service_tier prompt_cache_key user response_format presence_penalty frequency_penalty store metadata'.split(
    ' ',
  ),
);

/** OpenAI: chat, transcription and the list of models. */
export class OpenAiStandIn extends StandIn<OpenAiShapes> {
  static async start(options: OpenAiOptions = {}): Promise<OpenAiStandIn> {
    return new OpenAiStandIn(options).accept();
  }

  private constructor({ models = offered, apiKey, chat = {}, transcription = {} }: OpenAiOptions) {
    const hasModel = (id: string): boolean => models.some((model) => model.id === id);
    super({
      routes: {
        chat: chatRoute(
          { complain, hasModel, takesField: (field) => chatFields.has(field), takesMaxTokens },
          { usage: 'own chunk', obfuscates: true },
        ),
        transcription: transcriptionRoute({
          path: /^\/v1\/audio\/transcriptions$/,
          complain,
          sampleRatesHz: [8_000, 16_000],
          formatsOf: (model) => (hasModel(model) ? formatsOf(model) : undefined),
        }),
        models: modelsRoute(models),
        model: modelRoute(models, complain),
      },
      plans: { chat, transcription, models: {}, model: {} },
      authorize: bearer(apiKey, complain),
      unknownPath: () => complain(404, 'unknown_url', 'There is nothing at this path.'),
    });
  }
}

export function chatRoute(rules: ChatRules, style: ChatStyle): HttpRoute<ChatShape> {
  return {
    kind: 'http',
    method: 'POST',
    path: /^\/v1\/chat\/completions$/,
    read: (raw) => readChat(raw, rules),
    answer: ({ body }, plan) => chatAnswer(body, plan, style),
  };
}

function takesMaxTokens(model: unknown): boolean {
  return typeof model === 'string' && !/^(gpt-[5-9]|o\d)/.test(model);
}

/** Only whisper-1 has the verbose format, and with it a confidence; the others have JSON alone. */
function formatsOf(model: string): readonly string[] {
  return model === 'whisper-1' ? ['json', 'text', 'verbose_json'] : ['json'];
}

export function bearer(apiKey: string | undefined, complain: Complain): (raw: RawRequest) => void {
  return ({ headers }) => {
    if (apiKey !== undefined && headers['authorization'] !== `Bearer ${apiKey}`) {
      throw new Refusal(complain(401, 'invalid_api_key', 'The API key is not known.'));
    }
  };
}
