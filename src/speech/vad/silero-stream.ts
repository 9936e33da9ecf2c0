import { decodeMulaw, mulawBytesPerMs } from '../audio/index.js';
import { voiceWindowMs } from './voice-activity-detector.js';

export const windowSamples = voiceWindowMs * mulawBytesPerMs;
/** Silero looks back over the end of the window before. */
export const contextSamples = 32;
export const rowSamples = contextSamples + windowSamples;
/** Values of one of the two layers of the recurrent state. */
export const layerSize = 128;

const backlogWindows = 31;
const capacity = backlogWindows * windowSamples;

/**
 * Height of the noise laid under the audio, in steps of 16 bits: -59 dBFS, a quiet room. Telephone networks
 * send digital silence between words, and after a second of that Silero notices a voice up to 200 ms late.
 */
const ditherSteps = 64;

/**
 * After half a second without a voice the model's memory is emptied: it drifts over a call, and then a soft voice
 * is noticed up to 500 ms late.
 */
const forgetAfterWindows = 16;
const noVoice = 0.2;

/** One call's audio on its way to the detector: what has not been looked at, and the model's memory. */
export class SileroStream {
  /** The context, and after it the samples that wait. */
  private readonly samples = new Float32Array(contextSamples + capacity);
  private readonly state = new Float32Array(2 * layerSize);
  private waiting = 0;
  private lookedAt = 0;
  private seed = 1;
  private quietWindows = 0;
  closed = false;

  get hasWindow(): boolean {
    return !this.closed && this.waiting >= windowSamples;
  }

  /** Where the windows taken so far end, in audio pushed. */
  get endMs(): number {
    return this.lookedAt / mulawBytesPerMs;
  }

  /**
   * Takes mu-law audio of any length. Of more than about a second that nobody took, the oldest windows
   * are given up.
   * @returns how many milliseconds were given up.
   */
  push(audio: Uint8Array): number {
    let skippedMs = 0;
    for (let offset = 0; offset < audio.length; offset += windowSamples) {
      const pcm = decodeMulaw(audio.subarray(offset, offset + windowSamples));
      if (this.waiting + pcm.length > capacity) {
        this.advance();
        skippedMs += voiceWindowMs;
      }
      const end = contextSamples + this.waiting;
      for (let i = 0; i < pcm.length; i++) {
        this.samples[end + i] = ((pcm[i] ?? 0) + this.dither()) / 32768;
      }
      this.waiting += pcm.length;
    }
    return skippedMs;
  }

  /** Moves the next window, with its context, into `row`, and the state into both layers' rows. */
  takeInto(row: Float32Array, firstLayer: Float32Array, secondLayer: Float32Array): void {
    row.set(this.samples.subarray(0, rowSamples));
    firstLayer.set(this.state.subarray(0, layerSize));
    secondLayer.set(this.state.subarray(layerSize));
    this.advance();
  }

  /** Keeps the model's memory of the window, or forgets all of it after a while without a voice. */
  remember(firstLayer: Float32Array, secondLayer: Float32Array, probability: number): void {
    this.state.set(firstLayer);
    this.state.set(secondLayer, layerSize);
    this.quietWindows = probability < noVoice ? this.quietWindows + 1 : 0;
    if (this.quietWindows < forgetAfterWindows) return;
    this.state.fill(0);
    this.quietWindows = 0;
  }

  /** The same noise in every call: a linear congruential generator (Numerical Recipes, 7.1). */
  private dither(): number {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return (this.seed / 2 ** 31 - 1) * ditherSteps;
  }

  private advance(): void {
    this.samples.copyWithin(0, windowSamples, contextSamples + this.waiting);
    this.waiting -= windowSamples;
    this.lookedAt += windowSamples;
  }
}
