import {
  decibelsToGain,
  decodeMulaw,
  encodeMulaw,
  levelDbfs,
  mulawBytesPerMs,
} from '../../../src/speech/audio/index.js';

const largest = 32_767;

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** PCM16 noise of this level: white, and as much again with little treble, as a telephone line has. */
export function lineNoise(samples: number, dbfs: number, random: () => number): Int16Array {
  let low = 0;
  const noise = Int16Array.from({ length: samples }, () => {
    const white = random() * 2 - 1;
    low += 0.05 * (white - low);
    return (white + 4 * low) * 6000;
  });
  return atLevel(noise, dbfs);
}

/** The samples, louder or softer, so that their mean level is `dbfs`. */
export function atLevel(samples: Int16Array, dbfs: number): Int16Array {
  const gain = decibelsToGain(dbfs - levelDbfs(samples));
  return samples.map((sample) => clipped(sample * gain));
}

/** Mu-law audio of this mean level over the stretch that holds the words. */
export function speechAtLevel(
  audio: Uint8Array,
  speech: { readonly startMs: number; readonly endMs: number },
  dbfs: number,
): Uint8Array {
  const samples = decodeMulaw(audio);
  const spoken = samples.subarray(speech.startMs * mulawBytesPerMs, speech.endMs * mulawBytesPerMs);
  const gain = decibelsToGain(dbfs - levelDbfs(spoken));
  return encodeMulaw(samples.map((sample) => clipped(sample * gain)));
}

/** Mu-law audio with noise (PCM16, 8 kHz, repeated when it is shorter) under all of it. */
export function withNoise(audio: Uint8Array, noise: Int16Array): Uint8Array {
  const samples = decodeMulaw(audio);
  return encodeMulaw(
    samples.map((sample, index) => clipped(sample + (noise[index % noise.length] ?? 0))),
  );
}

/** The quietest moment of mu-law audio between two times: where one word ends and the next begins. */
export function quietestMomentMs(audio: Uint8Array, fromMs: number, untilMs: number): number {
  const windowMs = 30;
  const samples = decodeMulaw(audio);
  let best = { atMs: fromMs, dbfs: Infinity };
  for (let atMs = fromMs; atMs + windowMs <= untilMs; atMs += 5) {
    const dbfs = levelDbfs(
      samples.subarray(atMs * mulawBytesPerMs, (atMs + windowMs) * mulawBytesPerMs),
    );
    if (dbfs < best.dbfs) best = { atMs, dbfs };
  }
  return best.atMs + windowMs / 2;
}

function clipped(sample: number): number {
  return Math.max(-largest, Math.min(largest, Math.round(sample)));
}
