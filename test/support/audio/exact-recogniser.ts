import { decodeMulaw, floatToPcm, pcmToFloat, resample } from '../../../src/speech/audio/index.js';
import type { Recording } from './recording.js';
import type { Stretch } from './speech-bounds.js';

/** A few words of a recording, and when they are said in it. */
export interface SpokenPart extends Stretch {
  readonly text: string;
}

/** A recording whose words are known piece by piece. */
export interface Utterance {
  readonly recording: Recording;
  /** In the order of speaking; a sound without words has no part. */
  readonly parts: readonly SpokenPart[];
  /** How all of it is written. */
  readonly text: string;
}

interface Part {
  readonly text: string;
  windows: number;
}

const windowSamples = 64;
/** Quieter windows are silence, which is the same everywhere. */
const quietestPeak = 40;
/** So much of a part has to be in the audio for its words to be heard. */
const leastPortion = 0.6;
const base = 31;
const leavingFactor = powerOf(base, windowSamples);

/**
 * A recogniser that knows each sample of what may be said: it writes down the parts that the audio
 * really holds, so that half a sentence is heard as half a sentence, whatever noise lies under it.
 */
export class ExactRecogniser {
  private readonly windows = new Map<number, Part>();
  private readonly whole = new Map<string, string>();

  /** `sampleRateHz` is the rate at which the audio will come. */
  constructor(
    utterances: readonly Utterance[],
    private readonly sampleRateHz: number,
  ) {
    for (const utterance of utterances) this.learn(utterance);
  }

  /** The words in these samples (PCM16); nothing when they hold none. */
  recognise(samples: Int16Array): string {
    const counts = new Map<Part, number>();
    eachWindow(samples, (hash) => {
      const part = this.windows.get(hash);
      if (part) counts.set(part, (counts.get(part) ?? 0) + 1);
    });
    const heard = [...counts]
      .filter(([part, count]) => count >= part.windows * leastPortion)
      .map(([{ text }]) => text)
      .join(' ');
    return this.whole.get(heard) ?? heard;
  }

  private learn({ recording, parts, text }: Utterance): void {
    this.whole.set(parts.map((part) => part.text).join(' '), text);
    const pcm = pcmToFloat(decodeMulaw(recording.audio));
    const samples = floatToPcm(resample(pcm, 8000, this.sampleRateHz));
    const perMs = this.sampleRateHz / 1000;
    for (const { text: words, startMs, endMs } of parts) {
      const part = { text: words, windows: 0 };
      eachWindow(samples.subarray(startMs * perMs, endMs * perMs), (hash, at) => {
        if (at % windowSamples !== 0) return;
        if (!this.windows.has(hash)) this.windows.set(hash, part);
        part.windows++;
      });
    }
  }
}

/** Tells the hash of every window that is not silent, by its first sample. */
function eachWindow(samples: Int16Array, tell: (hash: number, at: number) => void): void {
  let hash = 0;
  let loudAt = -Infinity;
  for (let index = 0; index < samples.length; index++) {
    const entering = samples[index] ?? 0;
    const leaving = index < windowSamples ? 0 : (samples[index - windowSamples] ?? 0);
    hash = (Math.imul(hash, base) + entering - Math.imul(leaving, leavingFactor)) | 0;
    if (Math.abs(entering) >= quietestPeak) loudAt = index;
    const at = index - windowSamples + 1;
    if (at >= 0 && loudAt >= at) tell(hash, at);
  }
}

function powerOf(value: number, exponent: number): number {
  let power = 1;
  for (let step = 0; step < exponent; step++) power = Math.imul(power, value);
  return power;
}
