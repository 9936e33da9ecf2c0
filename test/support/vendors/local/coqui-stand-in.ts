import { speak, type Voice } from '../audio/voice.js';
import { pcmBytes, writeWav } from '../audio/wav.js';
import { type Answer, type Delivery, Refusal } from '../server/answer.js';
import { type RawRequest, readForm, readJsonObject } from '../server/recorded-request.js';
import { StandIn } from '../server/stand-in.js';
import type { HttpRoute } from '../server/vendor.js';

/** How a text is spoken; `delayMs` is what synthesis takes, as nothing is streamed. */
export interface CoquiPlan extends Delivery {
  readonly voice?: Voice;
}

export interface CoquiBody {
  readonly text: string;
  readonly speaker: string | null;
  readonly format: 'wav' | 'pcm';
}

export interface CoquiShape {
  readonly plan: CoquiPlan;
  readonly body: CoquiBody;
}

export interface CoquiShapes {
  readonly tts: CoquiShape;
  readonly ttsQuery: CoquiShape;
  readonly speech: CoquiShape;
  readonly voices: { readonly plan: Delivery; readonly body: null };
}

export interface CoquiOptions {
  readonly speak?: CoquiPlan;
  /** The rate of the model: what clients must read from the header. */
  readonly sampleRateHz?: number;
}

/** The server of coqui-tts: whole files at the model's own rate, one request at a time. */
export class CoquiStandIn extends StandIn<CoquiShapes> {
  static async start(options: CoquiOptions = {}): Promise<CoquiStandIn> {
    return new CoquiStandIn(options).accept();
  }

  private constructor({ speak: plan = {}, sampleRateHz = 22_050 }: CoquiOptions) {
    const answer = (body: CoquiBody, { voice }: CoquiPlan): Answer =>
      audioAnswer(body, speak(body.text, sampleRateHz, voice), sampleRateHz);
    const route = (
      method: 'GET' | 'POST',
      path: RegExp,
      read: (raw: RawRequest) => CoquiBody,
    ): HttpRoute<CoquiShape> => ({
      kind: 'http',
      method,
      path,
      oneAtATime: true,
      read,
      answer: ({ body }, plan) => answer(body, plan),
    });
    super({
      routes: {
        tts: route('POST', /^\/api\/tts$/, readTts),
        ttsQuery: route('GET', /^\/api\/tts$/, readTts),
        speech: route('POST', /^\/v1\/audio\/speech$/, readSpeech),
        voices: voicesRoute,
      },
      plans: { tts: plan, ttsQuery: plan, speech: plan, voices: {} },
      authorize: () => undefined,
      unknownPath: () => ({ status: 404, body: '<h1>Not Found</h1>' }),
    });
  }
}

/** What the server says when the model fails. */
export const synthesisFailed = { status: 500, body: { error: 'synthesis failed' } };

const voicesRoute: HttpRoute<CoquiShapes['voices']> = {
  kind: 'http',
  method: 'GET',
  path: /^\/voices$/,
  read: () => null,
  answer: () => ({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    pieces: [{ atMs: 0, bytes: Buffer.from('stand-in en-US\n') }],
  }),
};

/** The text comes in the query, in a form, or in a header. */
function readTts({ query, headers, bytes }: RawRequest): CoquiBody {
  const form = readForm(bytes);
  const value = (name: string): string | null =>
    headers[name.replace('_', '-')] ?? query.get(name) ?? form.get(name);
  return { text: nonEmpty(value('text')), speaker: value('speaker_id'), format: 'wav' };
}

function readSpeech({ bytes }: RawRequest): CoquiBody {
  const { input, voice, response_format: format = 'mp3' } = readJsonObject(bytes) ?? {};
  if (format !== 'wav' && format !== 'pcm') {
    throw new Refusal({ status: 400, body: { error: 'the stand-in writes wav and pcm only' } });
  }
  return { text: nonEmpty(input), speaker: typeof voice === 'string' ? voice : null, format };
}

function nonEmpty(text: unknown): string {
  if (typeof text === 'string' && text.trim() !== '') return text;
  throw new Refusal({ status: 400, body: { error: 'a text is required' } });
}

/** A file with a LIST chunk before its data, as many writers make it; or the bare samples. */
function audioAnswer(body: CoquiBody, samples: Int16Array, sampleRateHz: number): Answer {
  const wav = body.format === 'wav';
  const bytes = wav ? writeWav(samples, sampleRateHz, 'Lavf60.16.100') : pcmBytes(samples);
  return {
    status: 200,
    headers: {
      'content-type': wav ? 'audio/wav' : 'audio/pcm',
      'content-length': String(bytes.length),
    },
    pieces: [{ atMs: 0, bytes }],
  };
}
