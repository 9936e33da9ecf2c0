import type { Voice } from '../../audio/voice.js';
import { wavHeader } from '../../audio/wav.js';
import { type Answer, type Piece, Refusal } from '../../server/answer.js';
import { type RawRequest, readJsonObject } from '../../server/recorded-request.js';
import type { HttpRoute } from '../../server/vendor.js';
import { badRequest, deepgramFailure, deepgramFailures } from '../failures.js';
import { requestId } from '../identity.js';
import type { SocketPlan } from '../socket-line.js';
import {
  bytesPerMs,
  encodeSpeech,
  oddChunks,
  readFormat,
  type SpeakFormat,
} from './speak-format.js';

/** How a text is spoken. */
export interface SpeakPlan extends SocketPlan {
  /** Nonsense of 60 ms a character when unset. */
  readonly voice?: Voice;
  /** From the headers (on a socket: from the flush) to the first audio. */
  readonly firstAudioMs?: number;
  /** How many times faster than real time the audio arrives. */
  readonly speed?: number;
  /** Says the text over and over until the client leaves. */
  readonly endless?: boolean;
}

export interface SpeakBody extends SpeakFormat {
  readonly text: string;
  readonly container: 'none' | 'wav';
}

export interface SpeakShape {
  readonly plan: SpeakPlan;
  readonly body: SpeakBody;
}

export const defaultSpeed = 10;
/** Counted as Deepgram counts, in characters and not in bytes. */
export const longestText = 2000;

/** `POST /v1/speak`: without `container=none` the audio begins with a WAV header. */
export const speakRoute: HttpRoute<SpeakShape> = {
  kind: 'http',
  method: 'POST',
  path: /^\/v1\/speak$/,
  read: readSpeak,
  answer: speakAnswer,
};

function readSpeak(raw: RawRequest): SpeakBody {
  const format = readFormat(raw.query);
  const container = raw.query.get('container') ?? 'wav';
  if (container !== 'none' && container !== 'wav') {
    throw new Refusal(badRequest('The encoding does not have this container.'));
  }
  if (raw.headers['content-type']?.startsWith('application/json') !== true) {
    throw new Refusal(deepgramFailure(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.'));
  }
  const text = readJsonObject(raw.bytes)?.['text'];
  if (typeof text !== 'string') throw new Refusal(badRequest('The body is not JSON with a text.'));
  if (text.trim() === '') throw new Refusal(badRequest('The text has no characters.'));
  if (Array.from(text).length > longestText) throw new Refusal(deepgramFailures.textTooLong());
  return { ...format, container, text };
}

function speakAnswer({ body }: { readonly body: SpeakBody }, plan: SpeakPlan): Answer {
  return {
    status: 200,
    headers: {
      'content-type': body.container === 'wav' ? 'audio/wav' : `audio/${body.encoding}`,
      'dg-model-name': body.model,
      'dg-char-count': String(Array.from(body.text).length),
      'dg-request-id': requestId,
    },
    pieces: spokenPieces(body, plan),
  };
}

function* spokenPieces(body: SpeakBody, plan: SpeakPlan): Iterable<Piece> {
  const { firstAudioMs = 0, speed = defaultSpeed, voice, endless = false } = plan;
  const audio = encodeSpeech(body.text, body, voice);
  const header = body.container === 'wav' ? wavHeader(body) : new Uint8Array();
  let sentBytes = 0;
  if (header.length > 0) yield { atMs: firstAudioMs, bytes: header };
  do {
    for (const bytes of oddChunks(audio)) {
      yield { atMs: firstAudioMs + sentBytes / bytesPerMs(body) / speed, bytes };
      sentBytes += bytes.length;
    }
  } while (endless && audio.length > 0);
}
