/** Root mean square in dB of full scale: 0 for a full-scale square wave, -Infinity for silence. */
export function levelDbfs(samples: Int16Array | Float32Array): number {
  const fullScale = samples instanceof Int16Array ? 32768 : 1;
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return 10 * Math.log10(energy / samples.length / (fullScale * fullScale) || 0);
}

/** The factor that a change of `db` decibels means for an amplitude. */
export function decibelsToGain(db: number): number {
  return 10 ** (db / 20);
}
