import { decodeMulaw, levelDbfs, mulawBytesPerMs } from '../../../src/speech/audio/index.js';

/** A stretch of time within some audio, in milliseconds from its start. */
export interface Stretch {
  readonly startMs: number;
  readonly endMs: number;
}

/** Below this level a telephone listener hears silence. */
export const audibleDbfs = -50;

const windowMs = 10;
/** Shorter bursts are clicks. */
const shortestMs = 30;
/** So far below the loudest moment, speech no longer carries. */
const speechRangeDb = 35;
/** Noise has to be so far below the words to be told from them. */
const noiseBelowSpeechDb = 15;
/** What stands out so far from the noise is not noise. */
const aboveNoiseDb = 8;

/**
 * Where mu-law audio (8 kHz) is louder than `thresholdDbfs`, to 10 ms. Clicks shorter than 30 ms do not
 * count, and a dip shorter than that does not end a stretch.
 */
export function audibleStretches(audio: Uint8Array, thresholdDbfs = audibleDbfs): Stretch[] {
  return stretchesAbove(windowLevels(audio), thresholdDbfs);
}

/**
 * From the first to the last audible moment of a recording of speech. Steady background noise before
 * and after the words does not count. Undefined when nothing is audible.
 */
export function speechBounds(audio: Uint8Array): Stretch | undefined {
  const levels = windowLevels(audio);
  const stretches = stretchesAbove(levels, speechThreshold(levels));
  const first = stretches.at(0);
  const last = stretches.at(-1);
  return first && last && { startMs: first.startMs, endMs: last.endMs };
}

function windowLevels(audio: Uint8Array): number[] {
  const samples = decodeMulaw(audio);
  const windowSamples = windowMs * mulawBytesPerMs;
  const levels: number[] = [];
  for (let start = 0; start < samples.length; start += windowSamples) {
    levels.push(levelDbfs(samples.subarray(start, start + windowSamples)));
  }
  return levels;
}

/** Speech stands near the loudest moment and clear of the noise that fills the pauses. */
function speechThreshold(levels: readonly number[]): number {
  const sorted = levels.toSorted((a, b) => a - b);
  const loudest = sorted.at(-1) ?? -Infinity;
  const quiet = sorted[Math.floor(sorted.length / 10)] ?? -Infinity;
  // A recording without pauses has no measurable noise.
  const noise = quiet < loudest - noiseBelowSpeechDb ? quiet : -Infinity;
  return Math.max(audibleDbfs, loudest - speechRangeDb, noise + aboveNoiseDb);
}

function stretchesAbove(levels: readonly number[], threshold: number): Stretch[] {
  const joined: { startMs: number; endMs: number }[] = [];
  levels.forEach((level, index) => {
    if (level <= threshold) return;
    const startMs = index * windowMs;
    const last = joined.at(-1);
    if (last && startMs - last.endMs < shortestMs) last.endMs = startMs + windowMs;
    else joined.push({ startMs, endMs: startMs + windowMs });
  });
  return joined.filter(({ startMs, endMs }) => endMs - startMs >= shortestMs);
}
