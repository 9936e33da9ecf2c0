import { decodeMulaw } from '../../../src/speech/audio/index.js';
import type { Recording } from './recording.js';

const frameMs = 10;
/** The server cuts an utterance a little before and after the words. */
const mostShiftFrames = 60;
/** Below this likeness of the loudness curves it is another recording. */
const leastLikeness = 0.6;

interface Known {
  readonly text: string;
  readonly curve: Float64Array;
}

/**
 * A recogniser for known recordings, for stand-ins: it tells which one it hears by the course of its
 * loudness, so that a simulated vendor answers to the audio it was really sent.
 */
export class RecordingMatcher {
  private readonly known: readonly Known[];

  /** `words` gives the text of a recording by its label; without one, the label itself is said. */
  constructor(recordings: readonly Recording[], words: ReadonlyMap<string, string>) {
    this.known = recordings.map(({ label, audio, speech }) => ({
      text: words.get(label) ?? `${label.replaceAll('-', ' ')}.`,
      curve: loudness(decodeMulaw(audio.subarray(speech.startMs * 8, speech.endMs * 8)), 8000),
    }));
  }

  /** The words of the recording that `samples` (PCM16) hold, or nothing when none is like them. */
  recognise(samples: Int16Array, sampleRateHz: number): string {
    const heard = loudness(samples, sampleRateHz);
    let best = { text: '', likeness: leastLikeness };
    for (const { text, curve } of this.known) {
      const likeness = bestLikeness(curve, heard);
      if (likeness > best.likeness) best = { text, likeness };
    }
    return best.text;
  }
}

/** Decibels per frame. */
function loudness(samples: Int16Array, sampleRateHz: number): Float64Array {
  const frame = (sampleRateHz * frameMs) / 1000;
  return Float64Array.from({ length: Math.floor(samples.length / frame) }, (_, index) => {
    let energy = 0;
    for (const sample of samples.subarray(index * frame, (index + 1) * frame))
      energy += sample * sample;
    return Math.max(30, 10 * Math.log10(energy / frame + 1));
  });
}

/** Correlation of the two curves at the shift where they agree best; silence surrounds both. */
function bestLikeness(curve: Float64Array, heard: Float64Array): number {
  let best = 0;
  for (let shift = -mostShiftFrames; shift <= mostShiftFrames; shift++) {
    best = Math.max(best, correlation(curve, heard, shift));
  }
  return best;
}

function correlation(curve: Float64Array, heard: Float64Array, shift: number): number {
  const from = Math.min(0, -shift);
  const until = Math.max(curve.length, heard.length - shift);
  let n = 0;
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let index = from; index < until; index++) {
    const x = curve[index] ?? 30;
    const y = heard[index + shift] ?? 30;
    n++;
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt((n * aa - a * a) * (n * bb - b * b));
  return spread === 0 ? 0 : (n * ab - a * b) / spread;
}
