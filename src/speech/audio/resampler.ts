/** Zero crossings of the low-pass kernel on each side of its centre. */
const zeroCrossings = 24;
/** Where the low-pass halves the amplitude, as a part of the lower rate's Nyquist frequency. */
const cutoff = 0.91;
/** Kaiser window for a stop band 70 dB down. */
const kaiserBeta = 6.76;

/** One row of filter taps for each position that an output sample can have between two input samples. */
interface Kernel {
  readonly phases: number;
  /** Input samples per output sample, in units of 1/phases. */
  readonly stride: number;
  readonly taps: number;
  readonly rows: Float64Array;
}

const kernels = new Map<string, Kernel>();

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function windowedSinc(offset: number, halfWidth: number, bandwidth: number): number {
  const edge = offset / halfWidth;
  if (Math.abs(edge) >= 1) return 0;
  const angle = Math.PI * bandwidth * offset;
  const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
  return sinc * bessel(kaiserBeta * Math.sqrt(1 - edge * edge));
}

function buildKernel(phases: number, stride: number): Kernel {
  const bandwidth = cutoff * Math.min(1, phases / stride);
  const half = Math.ceil(zeroCrossings / bandwidth);
  const taps = 2 * half;
  const rows = new Float64Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    const row = rows.subarray(phase * taps, (phase + 1) * taps);
    for (let i = 0; i < taps; i++)
      row[i] = windowedSinc(i - half + 1 - phase / phases, half, bandwidth);
    const sum = row.reduce((total, tap) => total + tap, 0);
    for (let i = 0; i < taps; i++) row[i] = (row[i] ?? 0) / sum;
  }
  return { phases, stride, taps, rows };
}

function kernelFor(fromHz: number, toHz: number): Kernel {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const key = `${toHz / divisor}/${fromHz / divisor}`;
  const kernel = kernels.get(key) ?? buildKernel(toHz / divisor, fromHz / divisor);
  kernels.set(key, kernel);
  return kernel;
}

/**
 * Converts a stream between two sample rates with a polyphase low-pass filter. The filter's state goes
 * from chunk to chunk, so the result does not depend on how the stream was cut, and output sample `k`
 * lies at the time of input sample `k * fromHz / toHz`: there is no delay to make up for.
 */
export class Resampler {
  private readonly kernel: Kernel;
  /** Input not yet used up; starts with the samples before the first, which are zero. */
  private pending: Float32Array;
  /** The next output's position: a whole sample of `pending` and a phase. */
  private position = 0;
  private phase = 0;
  private samplesIn = 0;
  private samplesOut = 0;

  /** Both rates in whole hertz. */
  constructor(fromHz: number, toHz: number) {
    if (!Number.isInteger(fromHz) || !Number.isInteger(toHz) || fromHz < 1 || toHz < 1) {
      throw new RangeError('Sample rates must be positive whole numbers');
    }
    this.kernel = kernelFor(fromHz, toHz);
    this.pending = new Float32Array(this.kernel.taps / 2 - 1);
  }

  /** The output that the input so far determines. */
  push(samples: Float32Array): Float32Array {
    this.samplesIn += samples.length;
    const output = this.filter(samples, Infinity);
    this.samplesOut += output.length;
    return output;
  }

  /** The rest of the output, as if silence followed. The resampler is of no use afterwards. */
  flush(): Float32Array {
    const total = Math.ceil((this.samplesIn * this.kernel.phases) / this.kernel.stride);
    return this.filter(new Float32Array(this.kernel.taps / 2), total - this.samplesOut);
  }

  private filter(samples: Float32Array, limit: number): Float32Array {
    const { phases, stride, taps, rows } = this.kernel;
    const input = new Float32Array(this.pending.length + samples.length);
    input.set(this.pending);
    input.set(samples, this.pending.length);
    const ready = Math.ceil(
      ((input.length - taps + 1 - this.position) * phases - this.phase) / stride,
    );
    const output = new Float32Array(Math.max(0, Math.min(ready, limit)));
    for (let k = 0; k < output.length; k++) {
      const row = this.phase * taps;
      let sum = 0;
      for (let i = 0; i < taps; i++) sum += (rows[row + i] ?? 0) * (input[this.position + i] ?? 0);
      output[k] = sum;
      const next = this.phase + stride;
      this.position += Math.floor(next / phases);
      this.phase = next % phases;
    }
    const used = Math.min(this.position, input.length);
    this.pending = input.subarray(used);
    this.position -= used;
    return output;
  }
}

/** Converts a whole recording. */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  const resampler = new Resampler(fromHz, toHz);
  const body = resampler.push(samples);
  const rest = resampler.flush();
  const output = new Float32Array(body.length + rest.length);
  output.set(body);
  output.set(rest, body.length);
  return output;
}
