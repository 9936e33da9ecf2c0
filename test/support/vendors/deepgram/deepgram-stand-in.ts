import { type Delivery, jsonAnswer, Refusal } from '../server/answer.js';
import { StandIn } from '../server/stand-in.js';
import type { HttpRoute } from '../server/vendor.js';
import { deepgramFailure, deepgramFailures } from './failures.js';
import { type FluxPlan, fluxRoute, type FluxShape } from './listen/flux-socket.js';
import { type ListenPlan, listenRoute, type ListenShape } from './listen/listen-socket.js';
import { type SpeakPlan, speakRoute, type SpeakShape } from './speak/speak-route.js';
import { speakSocketRoute, type SpeakSocketShape } from './speak/speak-socket.js';

interface PlainShape {
  readonly plan: Delivery;
  readonly body: null;
}

export interface DeepgramShapes {
  readonly speak: SpeakShape;
  readonly speakSocket: SpeakSocketShape;
  readonly listen: ListenShape;
  readonly flux: FluxShape;
  readonly token: PlainShape;
  readonly projects: PlainShape;
  readonly models: PlainShape;
}

export interface DeepgramOptions {
  /** Requests must bring this key; any passes when unset. */
  readonly apiKey?: string;
  /** For speech over HTTP and over the socket alike. */
  readonly speak?: SpeakPlan;
  readonly listen?: ListenPlan;
  readonly flux?: FluxPlan;
}

/** Deepgram: speech over HTTP and WebSocket, recognition over WebSocket (Nova and Flux). */
export class DeepgramStandIn extends StandIn<DeepgramShapes> {
  static async start(options: DeepgramOptions = {}): Promise<DeepgramStandIn> {
    return new DeepgramStandIn(options).accept();
  }

  private constructor({ apiKey, speak = {}, listen = {}, flux = {} }: DeepgramOptions) {
    super({
      routes: {
        speak: speakRoute,
        speakSocket: speakSocketRoute,
        listen: listenRoute,
        flux: fluxRoute,
        token: plainRoute(/^\/v1\/auth\/token$/, {
          api_key_id: '00000000-0000-4000-8000-000000000003',
          scopes: ['usage:write'],
          created: '2026-01-01T00:00:00Z',
        }),
        projects: plainRoute(/^\/v1\/projects$/, {
          projects: [{ project_id: '00000000-0000-4000-8000-000000000004', name: 'stand-in' }],
        }),
        models: plainRoute(/^\/v1\/models$/, {
          stt: [{ name: 'general', canonical_name: 'nova-3-general', architecture: 'nova-3' }],
          tts: [{ name: 'thalia', canonical_name: 'aura-2-thalia-en', architecture: 'aura-2' }],
        }),
      },
      plans: { speak, speakSocket: speak, listen, flux, token: {}, projects: {}, models: {} },
      authorize: ({ headers }) => {
        if (apiKey === undefined || headers['authorization'] === `Token ${apiKey}`) return;
        throw new Refusal(deepgramFailures.invalidKey());
      },
      unknownPath: () => deepgramFailure(404, 'NOT_FOUND', 'There is nothing at this path.'),
    });
  }
}

function plainRoute(path: RegExp, body: object): HttpRoute<PlainShape> {
  return { kind: 'http', method: 'GET', path, read: () => null, answer: () => jsonAnswer(body) };
}
