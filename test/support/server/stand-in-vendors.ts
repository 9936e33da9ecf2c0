import { RecordingMatcher } from '../audio/recording-matcher.js';
import { startAll, type AllVendors } from '../vendors/start-all.js';
import type { Recording } from '../audio/index.js';

/** How long the stand-ins take, in ms. */
export interface VendorLatencies {
  readonly recognitionMs: number;
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  readonly firstAudioMs: number;
}

export const defaultLatencies: VendorLatencies = {
  recognitionMs: 150,
  firstTokenMs: 200,
  tokenMs: 20,
  firstAudioMs: 100,
};

/** Reads `recognition,first token,token,first audio` in ms. */
export function parseLatencies(text: string): VendorLatencies {
  const [recognitionMs, firstTokenMs, tokenMs, firstAudioMs] = text.split(',').map(Number);
  const times = [recognitionMs, firstTokenMs, tokenMs, firstAudioMs];
  if (!times.every((ms) => ms !== undefined && Number.isFinite(ms) && ms >= 0)) {
    throw new Error(`--stand-ins takes four times in ms, such as 150,200,20,100, not "${text}".`);
  }
  return {
    recognitionMs: recognitionMs ?? 0,
    firstTokenMs: firstTokenMs ?? 0,
    tokenMs: tokenMs ?? 0,
    firstAudioMs: firstAudioMs ?? 0,
  };
}

const answer =
  'That is a good question, and many learners ask it. Think of it in small steps, one after the other. ' +
  'What do you think comes first?';

/** The recordings that the recogniser knows, and their words by label. */
export interface Vocabulary {
  readonly recordings: readonly Recording[];
  readonly words: ReadonlyMap<string, string>;
}

export interface StandInVendors {
  readonly vendors: AllVendors;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts stand-ins for OpenAI, a Llama server and Deepgram on this machine, and gives the environment
 * that makes a server use them. The recogniser tells the recordings of `vocabulary` by their sound.
 */
export async function startVendors(
  vocabulary: Vocabulary,
  latencies: VendorLatencies,
): Promise<StandInVendors> {
  const matcher = new RecordingMatcher(vocabulary.recordings, vocabulary.words);
  const vendors = await startAll({
    latencies,
    answer: () => answer,
    recognise: ({ samples, sampleRateHz }) => matcher.recognise(samples, sampleRateHz),
  });
  return {
    vendors,
    environment: {
      ...vendors.environment,
      ...(process.env['BAKAME_MODELS_MISSING'] ? { VAD_PROVIDER: 'energy' } : {}),
      ASR_PROVIDER: 'whisper',
      // A model of 600 MB would be loaded beside each server.
      ASR_FALLBACK: 'none',
      TTS_FALLBACK: 'none',
      TTS_PROVIDER: 'deepgram',
      LLM_PROVIDER: 'llama',
    },
    close: async () => vendors.close(),
  };
}
