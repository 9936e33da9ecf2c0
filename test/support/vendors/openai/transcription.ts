import { extname } from 'node:path';
import { readWav, type WavAudio } from '../audio/wav.js';
import {
  type Answer,
  type Delivery,
  encodeText,
  jsonAnswer,
  type Piece,
  Refusal,
} from '../server/answer.js';
import { type Part, readMultipart } from '../server/multipart.js';
import type { RawRequest } from '../server/recorded-request.js';
import type { HttpRoute } from '../server/vendor.js';
import type { Complain } from './failures.js';
import { tokensOf } from './tokens.js';

/** What is heard. Plan one text a request, or decide from the audio. Use `delayMs` for the time it takes. */
export interface TranscriptionPlan extends Delivery {
  readonly text?: string | ((audio: WavAudio) => string);
  /** Mean log-probability of a token: the confidence where a model reports one. */
  readonly logprob?: number;
  /** What verbose answers say of silence. */
  readonly noSpeechProbability?: number;
}

export interface TranscriptionBody {
  readonly filename: string;
  readonly audio: WavAudio;
  readonly model: string;
  readonly format: string;
  readonly language: string | null;
  readonly prompt: string | null;
  readonly stream: boolean;
  /** Asked for, of a model that has them. */
  readonly logprobs: boolean;
}

export interface TranscriptionShape {
  readonly plan: TranscriptionPlan;
  readonly body: TranscriptionBody;
}

export interface TranscriptionRules {
  readonly path: RegExp;
  readonly complain: Complain;
  readonly sampleRatesHz: readonly number[];
  /** The answer formats of a model, or undefined when there is no such model. */
  readonly formatsOf: (model: string) => readonly string[] | undefined;
  /** True when the request may leave the model out. */
  readonly modelOptional?: boolean;
}

const extensions = new Set('.flac .mp3 .mp4 .mpeg .mpga .m4a .ogg .wav .webm'.split(' '));
const shortestMs = 100;
const largestBytes = 25 * 1024 * 1024;

export function transcriptionRoute(rules: TranscriptionRules): HttpRoute<TranscriptionShape> {
  return {
    kind: 'http',
    method: 'POST',
    path: rules.path,
    read: (raw) => readTranscription(raw, rules),
    answer: ({ body }, plan) => transcriptionAnswer(body, plan),
  };
}

function readTranscription(raw: RawRequest, rules: TranscriptionRules): TranscriptionBody {
  const parts = readMultipart(raw);
  if (!parts) throw refusal(rules, 400, null, 'The body is not multipart/form-data.');
  const texts = (name: string): string[] =>
    parts
      .filter((part) => part.name === name && part.filename === undefined)
      .map(({ bytes }) => Buffer.from(bytes).toString('utf8'));
  const [model] = texts('model');
  const [format = 'json'] = texts('response_format');
  checkModel(model, format, rules);
  const file = readFile(parts, rules);
  return {
    filename: file.filename ?? '',
    audio: decode(file.bytes, rules),
    model: model ?? '',
    format,
    language: texts('language')[0] ?? null,
    prompt: texts('prompt')[0] ?? null,
    stream: texts('stream')[0] === 'true',
    logprobs: texts('include[]').includes('logprobs') && model?.startsWith('gpt-4o-') === true,
  };
}

function checkModel(model: string | undefined, format: string, rules: TranscriptionRules): void {
  if (model === undefined && rules.modelOptional !== true) {
    throw refusal(rules, 400, null, 'A model is required.');
  }
  const formats = rules.formatsOf(model ?? '');
  if (!formats) throw refusal(rules, 404, 'model_not_found', 'There is no such model.');
  if (!formats.includes(format)) {
    throw refusal(rules, 400, 'unsupported_value', 'The model has no such response format.');
  }
}

function readFile(parts: readonly Part[], rules: TranscriptionRules): Part {
  const file = parts.find(({ name, filename }) => name === 'file' && filename !== undefined);
  if (!file) throw refusal(rules, 400, null, 'A file with a name is required.');
  if (file.bytes.length > largestBytes) throw refusal(rules, 413, null, 'More than 25 MiB.');
  if (!extensions.has(extname(file.filename ?? '').toLowerCase())) {
    throw refusal(rules, 400, 'unsupported_file', 'The file name tells no audio format.');
  }
  return file;
}

function refusal({ complain }: TranscriptionRules, ...complaint: Parameters<Complain>): Refusal {
  return new Refusal(complain(...complaint));
}

function decode(bytes: Uint8Array, rules: TranscriptionRules): WavAudio {
  const audio = readWav(bytes);
  if (typeof audio === 'string') {
    throw refusal(rules, 400, 'invalid_value', `The file is not decodable: ${audio}.`);
  }
  if (!rules.sampleRatesHz.includes(audio.sampleRateHz)) {
    throw refusal(rules, 400, 'invalid_value', 'The sample rate is unusual.');
  }
  if (audio.durationMs < shortestMs) {
    throw refusal(rules, 400, 'audio_too_short', 'The audio is shorter than 0.1 seconds.');
  }
  return audio;
}

function transcriptionAnswer(body: TranscriptionBody, plan: TranscriptionPlan): Answer {
  const { text: planned = 'What is five plus two?' } = plan;
  const text = typeof planned === 'function' ? planned(body.audio) : planned;
  const seconds = body.audio.durationMs / 1000;
  if (body.format === 'text') return plainAnswer(`${text}\n`);
  if (body.format === 'verbose_json') return jsonAnswer(verbose(text, seconds, plan));
  if (body.stream && body.model !== 'whisper-1') return streamAnswer(text);
  return jsonAnswer({
    text,
    usage: { type: 'duration', seconds },
    ...(body.logprobs && {
      logprobs: tokensOf(text).map((token) => ({
        token,
        logprob: plan.logprob ?? -0.1,
        bytes: [...encodeText(token)],
      })),
    }),
  });
}

function plainAnswer(text: string): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    pieces: [{ atMs: 0, bytes: encodeText(text) }],
  };
}

function verbose(text: string, seconds: number, plan: TranscriptionPlan): object {
  const { logprob = -0.1, noSpeechProbability = 0.01 } = plan;
  const segment = {
    id: 0,
    seek: 0,
    start: 0,
    end: seconds,
    text: ` ${text}`,
    tokens: tokensOf(text).map((_, index) => 50_364 + index),
    temperature: 0,
    avg_logprob: logprob,
    compression_ratio: 1,
    no_speech_prob: noSpeechProbability,
  };
  return {
    task: 'transcribe',
    language: 'english',
    duration: seconds,
    text,
    segments: text === '' ? [] : [segment],
    usage: { type: 'duration', seconds: Math.ceil(seconds) },
  };
}

function streamAnswer(text: string): Answer {
  const event = (data: object): Piece => ({
    atMs: 0,
    bytes: encodeText(`data: ${JSON.stringify(data)}\n\n`),
  });
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    pieces: [
      ...tokensOf(text).map((delta) => event({ type: 'transcript.text.delta', delta })),
      event({ type: 'transcript.text.done', text }),
    ],
  };
}
