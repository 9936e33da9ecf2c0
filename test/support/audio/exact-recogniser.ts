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

/** A window of a part, by its place in it. */
interface Place {
  readonly part: Part;
  readonly at: number;
}

/** How much of a part is in the audio: so many of its windows, the last of them there. */
interface Heard {
  count: number;
  reach: number;
}

const telephoneHz = 8000;
const windowSamples = 64;
/** Quieter windows are silence, which is the same everywhere. */
const quietestPeak = 40;
/** So much of what a part holds up to the last window heard has to be in the audio. */
const leastPortion = 0.6;
/** A part is over a little before its last sound. */
const wholePortion = 0.9;
const base = 31;
const leavingFactor = powerOf(base, windowSamples);

/**
 * A recogniser that knows each sample of what may be said: it writes down what the audio really holds,
 * so that half a sentence is heard as half a sentence, whatever noise lies under it. Of a part that
 * breaks off it hears as large a share of the words.
 */
export class ExactRecogniser {
  private readonly windows = new Map<number, Place>();
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
    const parts = new Map<Part, Heard>();
    eachWindow(samples, (hash) => {
      const place = this.windows.get(hash);
      if (!place) return;
      const { count, reach } = parts.get(place.part) ?? { count: 0, reach: 0 };
      parts.set(place.part, { count: count + 1, reach: Math.max(reach, place.at + 1) });
    });
    const heard = [...parts]
      .map(([part, portion]) => wordsOf(part, portion))
      .filter((words) => words !== '')
      .join(' ');
    return this.whole.get(heard) ?? heard;
  }

  private learn({ recording, parts, text }: Utterance): void {
    this.whole.set(parts.map((part) => part.text).join(' '), text);
    const samples = atRate(decodeMulaw(recording.audio), this.sampleRateHz);
    const perMs = this.sampleRateHz / 1000;
    for (const { text: words, startMs, endMs } of parts) {
      const part = { text: words, windows: 0 };
      eachWindow(samples.subarray(startMs * perMs, endMs * perMs), (hash, at) => {
        if (at % windowSamples !== 0) return;
        if (!this.windows.has(hash)) this.windows.set(hash, { part, at: part.windows });
        part.windows++;
      });
    }
  }
}

/** The words of a part as far as it is heard; none where too little of it is. */
function wordsOf({ text, windows }: Part, { count, reach }: Heard): string {
  if (count < reach * leastPortion) return '';
  if (reach >= windows * wholePortion) return text;
  const words = text.split(' ');
  return words.slice(0, Math.floor((words.length * reach) / windows)).join(' ');
}

/** Samples of the telephone as a recogniser gets them. */
function atRate(samples: Int16Array, sampleRateHz: number): Int16Array {
  if (sampleRateHz === telephoneHz) return samples;
  return floatToPcm(resample(pcmToFloat(samples), telephoneHz, sampleRateHz));
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
