import { type Delivery, jsonAnswer } from '../server/answer.js';
import { StandIn } from '../server/stand-in.js';
import type { HttpRoute } from '../server/vendor.js';
import type { ChatStyle } from './chat/chat-chunks.js';
import type { ChatPlan } from './chat/chat-plan.js';
import { complain, type Complain } from './failures.js';
import { modelsRoute, type ModelsShape } from './models.js';
import { bearer, chatRoute, type ChatShape } from './openai-stand-in.js';

export interface LlamaShapes {
  readonly chat: ChatShape;
  readonly models: ModelsShape;
  readonly health: { readonly plan: Delivery; readonly body: null };
}

/** Where OpenAI-compatible servers differ from OpenAI; a client has to bear each. */
export interface LlamaQuirks {
  readonly usage?: ChatStyle['usage'];
  /** Fields of a request that are answered with 400, such as `stream_options`. */
  readonly unknownFields?: readonly string[];
  /** The shape of an error: OpenAI's, `{"error":"…"}` or `{"detail":"…"}`. */
  readonly errors?: 'openai' | 'string' | 'detail';
  /** `GET /v1/models` answers with a bare array. */
  readonly bareModelList?: boolean;
  /** `GET /health` answers 503, as while the model is being loaded. */
  readonly loading?: boolean;
}

export interface LlamaOptions {
  /** Requests must bring this key; any passes when unset, as with most local servers. */
  readonly apiKey?: string;
  readonly model?: string;
  readonly chat?: ChatPlan;
  readonly quirks?: LlamaQuirks;
}

export const llamaModel = 'llama-3.3-70b-instruct';

const shapes: Readonly<Record<NonNullable<LlamaQuirks['errors']>, Complain>> = {
  openai: complain,
  string: (status, _code, message) => ({ status, body: { error: message } }),
  detail: (status, _code, message) => ({ status, body: { detail: message } }),
};

/** Any OpenAI-compatible server for a Llama model; like llama.cpp it does not mind the model's name. */
export class LlamaStandIn extends StandIn<LlamaShapes> {
  static async start(options: LlamaOptions = {}): Promise<LlamaStandIn> {
    return new LlamaStandIn(options).accept();
  }

  private constructor({ apiKey, model = llamaModel, chat = {}, quirks = {} }: LlamaOptions) {
    const complain = shapes[quirks.errors ?? 'openai'];
    const unknown = new Set(quirks.unknownFields);
    const authorize = bearer(apiKey, complain);
    super({
      routes: {
        chat: chatRoute(
          {
            complain,
            hasModel: () => true,
            takesMaxTokens: () => true,
            takesField: (field) => !unknown.has(field),
          },
          { usage: quirks.usage ?? 'own chunk', obfuscates: false },
        ),
        models: modelsRoute([{ id: model }], quirks.bareModelList),
        health: healthRoute(quirks.loading ?? false),
      },
      plans: { chat, models: {}, health: {} },
      authorize: (raw) => {
        if (raw.path !== '/health') authorize(raw);
      },
      unknownPath: () => complain(404, null, 'There is nothing at this path.'),
    });
  }
}

export function healthRoute(loading: boolean): HttpRoute<LlamaShapes['health']> {
  return {
    kind: 'http',
    method: 'GET',
    path: /^\/health$/,
    read: () => null,
    answer: () =>
      loading
        ? jsonAnswer(
            { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
            503,
          )
        : jsonAnswer({ status: 'ok' }),
  };
}
