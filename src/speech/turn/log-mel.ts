/**
 * The features of OpenAI's Whisper for 8 s of audio, as `WhisperFeatureExtractor` of Hugging Face
 * Transformers computes them with `chunk_length=8` and `do_normalize=True`. Without imports, so that a
 * worker thread can load it in whatever language it runs in.
 */

export const heardHz = 16_000;
/** 8 s. */
export const heardSamples = 128_000;
export const melBands = 80;
export const melFrames = 800;

const frameSamples = 400;
const hopSamples = 160;
const binHz = heardHz / frameSamples;
const bins = frameSamples / 2 + 1;
/** The Fourier transform of a frame is done in two steps of 20. */
const side = 20;

const cosine = Float64Array.from({ length: frameSamples }, (_, i) =>
  Math.cos((2 * Math.PI * i) / frameSamples),
);
const sine = Float64Array.from(cosine, (_, i) => cosine[(i + 300) % frameSamples] ?? 0);
const hann = cosine.map((value) => (1 - value) / 2);
const bands = slaneyBands();

/** The mel scale of Slaney's Auditory Toolbox: straight up to 1 kHz, logarithmic from there. */
function melToHz(mel: number): number {
  return mel < 15 ? (mel * 200) / 3 : 1000 * 6.4 ** ((mel - 15) / 27);
}

interface Band {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** Triangles of equal area, evenly spaced in mel from 0 to 8 kHz. */
function slaneyBands(): readonly Band[] {
  const topMel = 15 + (27 * Math.log(heardHz / 2 / 1000)) / Math.log(6.4);
  const edgeHz = (index: number): number => melToHz((topMel * index) / (melBands + 1));
  return Array.from({ length: melBands }, (_, band) => {
    const [lowHz, peakHz, highHz] = [edgeHz(band), edgeHz(band + 1), edgeHz(band + 2)];
    const firstBin = Math.ceil(lowHz / binHz);
    const weights = new Float64Array(Math.floor(highHz / binHz) - firstBin + 1).map((_, i) => {
      const hz = (firstBin + i) * binHz;
      const slope = Math.min((hz - lowHz) / (peakHz - lowHz), (highHz - hz) / (highHz - peakHz));
      return (2 * slope) / (highHz - lowHz);
    });
    return { firstBin, weights };
  });
}

/**
 * Features of the end of `samples` (16 kHz, any level), with zeros in front when they are shorter than
 * 8 s: band by band, 800 frames of 10 ms each.
 */
export function logMel(samples: Float32Array): Float32Array {
  const features = new Float32Array(melBands * melFrames);
  const heard = samples.subarray(Math.max(0, samples.length - heardSamples));
  const padding = heardSamples - heard.length;
  const padded = normalised(heard, padding);
  const frame = new Float64Array(frameSamples);
  const power = new Float64Array(bins);
  for (let index = 0; index < melFrames; index++) {
    const start = index * hopSamples;
    const sameAsBefore = index > 0 && start + frameSamples <= padding;
    if (!sameAsBefore) {
      for (let i = 0; i < frameSamples; i++) frame[i] = (padded[start + i] ?? 0) * (hann[i] ?? 0);
      powerSpectrum(frame, power);
    }
    for (const [band, triangle] of bands.entries()) {
      const at = band * melFrames + index;
      features[at] = sameAsBefore ? (features[at - 1] ?? 0) : logEnergy(power, triangle);
    }
  }
  compress(features);
  return features;
}

/**
 * Zero mean and unit variance over all 8 s, the padding included; half a frame is mirrored at both ends,
 * so that frames are centred on their time.
 */
function normalised(heard: Float32Array, padding: number): Float64Array {
  let sum = 0;
  for (const sample of heard) sum += sample;
  const mean = sum / heardSamples;
  let squares = padding * mean ** 2;
  for (const sample of heard) squares += (sample - mean) ** 2;
  const gain = 1 / Math.sqrt(squares / heardSamples + 1e-7);
  const half = frameSamples / 2;
  const padded = new Float64Array(heardSamples + frameSamples).fill(-mean * gain);
  for (let i = 0; i < heard.length; i++) {
    padded[half + padding + i] = ((heard[i] ?? 0) - mean) * gain;
  }
  const last = half + heardSamples - 1;
  for (let i = 1; i <= half; i++) {
    padded[half - i] = padded[half + i] ?? 0;
    padded[last + i] = padded[last - i] ?? 0;
  }
  return padded;
}

function logEnergy(power: Float64Array, { firstBin, weights }: Band): number {
  let energy = 0;
  for (let i = 0; i < weights.length; i++) energy += (power[firstBin + i] ?? 0) * (weights[i] ?? 0);
  return Math.log10(Math.max(1e-10, energy));
}

/** What is 80 dB below the loudest is not heard; the rest lies around zero. */
function compress(features: Float32Array): void {
  let loudest = -Infinity;
  for (const value of features) loudest = Math.max(loudest, value);
  for (let i = 0; i < features.length; i++) {
    features[i] = (Math.max(features[i] ?? 0, loudest - 8) + 4) / 4;
  }
}

const turnedRe = new Float64Array(side);
const turnedIm = new Float64Array(side);

/**
 * |DFT|² of a real frame, by Cooley and Tukey's split of 400 into 20 × 20: every twentieth sample is
 * transformed and turned by its place, then the results across. A real frame's spectrum is symmetric, so
 * that the first 11 of the 20 residues give all of it.
 */
function powerSpectrum(frame: Float64Array, power: Float64Array): void {
  for (let residue = 0; residue <= side / 2; residue++) {
    for (let column = 0; column < side; column++) {
      let re = 0;
      let im = 0;
      let angle = (residue * column) % frameSamples;
      for (let i = column; i < frameSamples; i += side) {
        const sample = frame[i] ?? 0;
        re += sample * (cosine[angle] ?? 0);
        im -= sample * (sine[angle] ?? 0);
        angle += residue * side;
        if (angle >= frameSamples) angle -= frameSamples;
      }
      turnedRe[column] = re;
      turnedIm[column] = im;
    }
    for (let k = 0; k < side; k++) {
      const bin = residue + k * side;
      power[bin < bins ? bin : frameSamples - bin] = powerAcross(k * side);
    }
  }
}

function powerAcross(step: number): number {
  let re = 0;
  let im = 0;
  let angle = 0;
  for (let column = 0; column < side; column++) {
    const a = turnedRe[column] ?? 0;
    const b = turnedIm[column] ?? 0;
    const c = cosine[angle] ?? 0;
    const s = sine[angle] ?? 0;
    re += a * c + b * s;
    im += b * c - a * s;
    angle += step;
    if (angle >= frameSamples) angle -= frameSamples;
  }
  return re * re + im * im;
}
