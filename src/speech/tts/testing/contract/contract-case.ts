import type { Delivery } from '../../../../../test/support/vendors/server/answer.js';
import type { WavFormat } from '../../../../../test/support/vendors/audio/wav.js';
import { within } from '../../../../common/testing/contract-suite.js';
import type { SpeechSynthesizer } from '../../speech-synthesizer.js';

export { within, type ContractCase } from '../../../../common/testing/contract-suite.js';

/** The vendor's stand-in, as the suite steers it. */
export interface VoiceServerUnderTest {
  /** The audio that its answers hold. */
  readonly wire: WavFormat;
  /** Requests so far; `ended` tells whether the adapter took the answer or left before. */
  readonly requests: readonly { readonly ended: Promise<'answered' | 'dropped'> }[];
  readonly openConnections: number;
  /** What happens to each of the next requests, of which the others are answered with the scale. */
  plan(...plans: readonly Delivery[]): void;
  /** Nobody listens any more. */
  refuse(): Promise<void>;
}

export interface SynthesizerUnderTest {
  readonly name: string;
  readonly synthesizer: SpeechSynthesizer;
  close(): Promise<void>;
}

export interface ServedSynthesizerUnderTest extends SynthesizerUnderTest {
  readonly server: VoiceServerUnderTest;
}

/** Local voices are slow enough to be interrupted while they work on this. */
export const longText = 'She has two goats, a cow, and three hens. '.repeat(12);
export const shortText = 'I went to the market.';
export const scale = 'Do re mi fa sol la ti.';
export const scaleNotes = 'do re mi fa sol la ti';
export const never = new AbortController().signal;

/** What came of a clause: its audio as far as it was given, and the error that ended it, if any. */
export interface Outcome {
  readonly chunks: readonly Uint8Array[];
  readonly audio: Uint8Array;
  readonly error: unknown;
}

/** Hears a clause to its end; `onChunk` may interrupt. */
export async function hear(
  synthesizer: SpeechSynthesizer,
  text: string,
  signal: AbortSignal = never,
  onChunk: (count: number) => void = () => undefined,
): Promise<Outcome> {
  const chunks: Uint8Array[] = [];
  let error: unknown;
  const work = (async () => {
    for await (const chunk of synthesizer.synthesize({ text }, signal)) {
      chunks.push(chunk);
      onChunk(chunks.length);
    }
  })().catch((cause: unknown) => {
    error = cause;
  });
  await within(8000, work);
  return { chunks, audio: new Uint8Array(Buffer.concat(chunks)), error };
}
