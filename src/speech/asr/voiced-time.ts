import { decodeMulaw, levelDbfs, mulawBytesPerMs } from '../audio/index.js';

const windowMs = 20;
const windowBytes = windowMs * mulawBytesPerMs;
/** Quieter than this is nobody near the telephone. */
const faintestDbfs = -45;
/** Speech stands out from the quietest part of the recording. */
const aboveNoiseDb = 10;

/** How many milliseconds of telephone audio (mu-law, 8 kHz) are loud enough to be words. */
export function voicedMs(audio: Uint8Array): number {
  const levels = Array.from({ length: Math.floor(audio.length / windowBytes) }, (_, i) =>
    levelDbfs(decodeMulaw(audio.subarray(i * windowBytes, (i + 1) * windowBytes))),
  ).sort((a, b) => a - b);
  const noise = levels[Math.floor(levels.length / 10)] ?? 0;
  const threshold = Math.max(faintestDbfs, noise + aboveNoiseDb);
  return windowMs * levels.filter((level) => level > threshold).length;
}
