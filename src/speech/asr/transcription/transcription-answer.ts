import { isRecord } from '../../../common/is-record.js';
import type { Transcript } from '../speech-recognizer.js';

/** What a transcription model can be asked to say about its certainty. */
export type ConfidenceSource = 'segments' | 'logprobs' | 'none';

/** Older models report it, each in its own way; the current ones do not (OpenAI API reference). */
export function confidenceSourceOf(model: string): ConfidenceSource {
  if (/^whisper-1$/.test(model)) return 'segments';
  return /^gpt-4o(-mini)?-transcribe/.test(model) ? 'logprobs' : 'none';
}

interface Segment {
  readonly text: string;
  readonly avg_logprob: number;
  readonly no_speech_prob: number;
}

/** OpenAI's rule of thumb for a segment in which nobody spoke. */
const likelySilence = 0.6;
const failedLogprob = -1;

/** Reads any of the JSON formats of a transcription; undefined when it is none of them. */
export function readTranscription(answer: unknown): Transcript | undefined {
  if (!isRecord(answer) || typeof answer['text'] !== 'string') return undefined;
  const { segments, logprobs } = answer;
  if (isListOf(segments, isSegment)) {
    const spoken = segments.filter(
      ({ no_speech_prob, avg_logprob }) =>
        no_speech_prob < likelySilence || avg_logprob > failedLogprob,
    );
    const texts = spoken.map(({ text }) => text);
    return transcriptOf(
      texts.join(''),
      spoken.map(({ avg_logprob }) => avg_logprob),
    );
  }
  const tokens = isListOf(logprobs, isToken) ? logprobs : [];
  return transcriptOf(
    answer['text'],
    tokens.map(({ logprob }) => logprob),
  );
}

/** Engines put spaces before words and lines between segments. */
function transcriptOf(heard: string, logprobs: readonly number[]): Transcript {
  const text = heard.replace(/\s+/g, ' ').trim();
  return { text, confidence: text === '' ? null : confidenceOf(logprobs) };
}

/** The geometric mean of the probabilities. */
function confidenceOf(logprobs: readonly number[]): number | null {
  if (logprobs.length === 0) return null;
  const sum = logprobs.reduce((total, logprob) => total + logprob, 0);
  return Math.min(1, Math.exp(sum / logprobs.length));
}

function isListOf<T>(value: unknown, guard: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(guard);
}

function isToken(value: unknown): value is { readonly logprob: number } {
  return isRecord(value) && typeof value['logprob'] === 'number';
}

function isSegment(value: unknown): value is Segment {
  return (
    isRecord(value) &&
    typeof value['text'] === 'string' &&
    typeof value['avg_logprob'] === 'number' &&
    typeof value['no_speech_prob'] === 'number'
  );
}
