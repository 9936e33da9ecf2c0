import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMulaw, pcmToFloat } from '../audio/index.js';
import { recording } from '../testing/recordings.js';
import { heardSamples, logMel, melBands, melFrames } from './log-mel.js';

/**
 * Made with Transformers 5.23 and NumPy 2.4, from the recording's samples as if they were at 16 kHz, so
 * that no resampler and no empty upper half of the spectrum comes between:
 *
 *   x = np.frombuffer(audioop.ulaw2lin(mulaw, 2), '<i2').astype(np.float32) / 32768
 *   x = np.pad(x, (128000 - len(x), 0))
 *   y = WhisperFeatureExtractor(chunk_length=8)(x, sampling_rate=16000, do_normalize=True,
 *         padding='max_length', max_length=128000, truncation=True, return_tensors='np')
 *   y.input_features[0]: the sum of all, and every band of five frames
 */
interface Reference {
  readonly sum: number;
  readonly frames: Readonly<Record<string, readonly number[]>>;
}

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'testing/log-mel-reference.json'), 'utf8'),
) as Reference;
const speech = pcmToFloat(decodeMulaw(recording('i-went-to-the-market.wav')));

function frame(features: Float32Array, index: number): number[] {
  return Array.from({ length: melBands }, (_, band) => features[band * melFrames + index] ?? NaN);
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual).toHaveLength(expected.length);
  const differences = Array.from(actual, (value, i) => Math.abs(value - (expected[i] ?? NaN)));
  return Math.max(...differences);
}

function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  });
}

describe('the log-mel features', () => {
  const features = logMel(speech);

  it.each(Object.entries(reference.frames))(
    'are those of the reference implementation in frame %s',
    (index, values) => {
      expect(largestDifference(frame(features, Number(index)), values)).toBeLessThan(1e-4);
    },
  );

  it('add up to those of the reference implementation', () => {
    expect(features).toHaveLength(melBands * melFrames);
    expect(Math.abs(features.reduce((sum, value) => sum + value, 0) - reference.sum)).toBeLessThan(
      0.1,
    );
  });

  it('do not depend on how loud the caller is', () => {
    const quiet = logMel(speech.map((sample) => sample / 10));
    expect(largestDifference(quiet, features)).toBeLessThan(0.01);
  });

  it('are those of the last 8 s of longer audio', () => {
    const long = noise(heardSamples + 12_345);
    expect(logMel(long)).toEqual(logMel(long.subarray(12_345)));
  });

  it('take what is too short as silence that came before', () => {
    const padded = new Float32Array(heardSamples);
    padded.set(speech, heardSamples - speech.length);
    expect(largestDifference(features, logMel(padded))).toBeLessThan(1e-6);
  });

  it('of nothing, and of silence, are even', () => {
    const even = new Float32Array(melBands * melFrames).fill(-1.5);
    expect(logMel(new Float32Array(0))).toEqual(even);
    expect(logMel(new Float32Array(heardSamples))).toEqual(even);
  });
});
