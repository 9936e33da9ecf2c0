import {
  decibelsToGain,
  encodeMulaw,
  floatToPcm,
  levelDbfs,
  Resampler,
  telephoneHz,
} from '../../../audio/index.js';

/** A voice that others on the line are as loud as. */
const targetDbfs = -20;
const largestGainDb = 6;
/** Louder than this is bent instead of clipped. */
const kneeAmplitude = 0.7;
const audibleAmplitude = 0.01;
const leadMs = 40;
const tailMs = 120;
const sliceMs = 100;

/**
 * What a caller hears of a voice: silence before and after cut to a natural pause, one loudness, the
 * telephone's band. Comes in slices, so that no long sentence holds the event loop.
 */
export function* telephoneVoice(
  samples: Float32Array,
  sampleRateHz: number,
): Generator<Uint8Array> {
  const spoken = trimmed(samples, sampleRateHz);
  const gainDb = Math.max(-largestGainDb, Math.min(largestGainDb, targetDbfs - levelDbfs(spoken)));
  const gain = decibelsToGain(gainDb);
  const resampler = new Resampler(sampleRateHz, telephoneHz);
  const sliceSamples = (sliceMs * sampleRateHz) / 1000;
  for (let start = 0; start < spoken.length; start += sliceSamples) {
    const slice = spoken.subarray(start, start + sliceSamples);
    yield encode(resampler.push(slice), gain);
  }
  yield encode(resampler.flush(), gain);
}

function encode(samples: Float32Array, gain: number): Uint8Array {
  return encodeMulaw(floatToPcm(samples.map((sample) => limited(gain * sample))));
}

function trimmed(samples: Float32Array, sampleRateHz: number): Float32Array {
  const isAudible = (sample: number): boolean => Math.abs(sample) > audibleAmplitude;
  const first = samples.findIndex(isAudible);
  const last = samples.findLastIndex(isAudible);
  if (first === -1) return samples.subarray(0, 0);
  const start = Math.max(0, first - Math.round((leadMs * sampleRateHz) / 1000));
  return samples.subarray(start, last + 1 + Math.round((tailMs * sampleRateHz) / 1000));
}

function limited(sample: number): number {
  const over = Math.abs(sample) - kneeAmplitude;
  if (over <= 0) return sample;
  const room = 1 - kneeAmplitude;
  return Math.sign(sample) * (kneeAmplitude + room * Math.tanh(over / room));
}
