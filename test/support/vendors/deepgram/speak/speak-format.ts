import { encodeMuLaw } from '../../audio/mu-law.js';
import { speak, type Voice } from '../../audio/voice.js';
import { pcmBytes } from '../../audio/wav.js';
import { Refusal } from '../../server/answer.js';
import { badRequest } from '../failures.js';

/** What audio a request for speech asks for. */
export interface SpeakFormat {
  readonly model: string;
  readonly encoding: 'linear16' | 'mulaw';
  readonly sampleRateHz: number;
}

const ratesHz = {
  linear16: [8_000, 16_000, 24_000, 32_000, 48_000],
  mulaw: [8_000, 16_000],
} as const;

/**
 * Reads the query by the rules of Deepgram's table of audio formats: linear16 at 24 kHz unless told
 * otherwise, mu-law at 8 kHz. The stand-in has no other encodings.
 */
export function readFormat(query: URLSearchParams): SpeakFormat {
  const model = query.get('model') ?? 'aura-asteria-en';
  if (!/^(aura|flux)-/.test(model)) throw new Refusal(badRequest('There is no such model.'));
  const encoding = query.get('encoding') ?? 'linear16';
  if (encoding !== 'linear16' && encoding !== 'mulaw') {
    throw new Refusal(badRequest('The stand-in speaks linear16 and mulaw only.'));
  }
  const [defaultHz, allowedHz]: [number, readonly number[]] =
    encoding === 'mulaw' ? [8_000, ratesHz.mulaw] : [24_000, ratesHz.linear16];
  const sampleRateHz = Number(query.get('sample_rate') ?? defaultHz);
  if (!allowedHz.includes(sampleRateHz)) {
    throw new Refusal(badRequest('The encoding does not have this sample rate.'));
  }
  return { model, encoding, sampleRateHz };
}

export function bytesPerMs({ encoding, sampleRateHz }: SpeakFormat): number {
  return ((encoding === 'mulaw' ? 1 : 2) * sampleRateHz) / 1000;
}

export function encodeSpeech(text: string, format: SpeakFormat, voice?: Voice): Uint8Array {
  const samples = speak(text, format.sampleRateHz, voice);
  return format.encoding === 'mulaw' ? encodeMuLaw(samples) : pcmBytes(samples);
}

/** Sizes that no frame, sample or block fits, so that a client cannot rely on any. */
const oddSizes = [1237, 801, 2039];

export function* oddChunks(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const chunk = bytes.subarray(from, from + (oddSizes[turn % oddSizes.length] ?? 1));
    from += chunk.length;
    yield chunk;
  }
}
