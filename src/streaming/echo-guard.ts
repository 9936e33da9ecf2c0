import { decodeMulaw, levelDbfs, mulawBytesPerMs } from '../speech/index.js';

const frameMs = 20;
/** What is compared: long enough to have a shape, short enough not to delay an interruption. */
const comparedFrames = 16;
/** An echo arrives at most this much later than its sound was played. */
const mostLagFrames = 30;
const keptFrames = comparedFrames + mostLagFrames + 2;
const silenceDbfs = -60;
/** A telephone's echo is softer than its source; somebody who speaks up is not. */
const softerDb = 10;
/** So alike is the course of loudness of a sound and its echo. */
const likeness = 0.92;
const holdMs = 120;

/** Loudness per frame of 20 ms over the last second, by the monotonic clock. */
class Loudness {
  private readonly levels = new Map<number, number>();

  /** `audio` is mu-law at 8 kHz, heard or played from `atMs` on. */
  note(audio: Uint8Array, atMs: number): void {
    const frameBytes = frameMs * mulawBytesPerMs;
    const first = Math.round(atMs / frameMs);
    for (let at = 0; at + frameBytes <= audio.length; at += frameBytes) {
      const level = levelDbfs(decodeMulaw(audio.subarray(at, at + frameBytes)));
      this.levels.set(first + at / frameBytes, Math.max(silenceDbfs, level));
    }
  }

  /** The last frames before `frame`, oldest first; silence where nothing was noted. */
  before(frame: number): number[] {
    return Array.from(
      { length: comparedFrames },
      (_, index) => this.levels.get(frame - comparedFrames + index) ?? silenceDbfs,
    );
  }

  forgetBefore(frame: number): void {
    for (const known of this.levels.keys()) if (known < frame) this.levels.delete(known);
  }
}

/**
 * Tells the tutor's own voice, come back over the caller's microphone, from the caller's: an echo has the
 * course of loudness of what was played up to 600 ms before, and is softer.
 */
export class EchoGuard {
  private readonly played = new Loudness();
  private readonly heard = new Loudness();
  private echoUntilMs = -Infinity;

  /** Audio on its way to the caller's ear, which will hear it from `atMs` on. */
  plays(audio: Uint8Array, atMs: number): void {
    this.played.note(audio, atMs);
  }

  /** Audio that came from the caller, ending at `nowMs`. */
  hears(audio: Uint8Array, nowMs: number): void {
    this.heard.note(audio, nowMs - audio.length / mulawBytesPerMs);
    const oldest = Math.round(nowMs / frameMs) - keptFrames;
    this.heard.forgetBefore(oldest);
    this.played.forgetBefore(oldest);
  }

  /**
   * Whether what the caller's side sent in the last 320 ms is what was played a little earlier. One
   * likeness holds for a moment: single sounds of an echo may be lost in the noise.
   */
  isEcho(nowMs: number): boolean {
    if (this.soundsLikeEcho(Math.round(nowMs / frameMs))) this.echoUntilMs = nowMs + holdMs;
    return nowMs < this.echoUntilMs;
  }

  private soundsLikeEcho(now: number): boolean {
    const heard = this.heard.before(now);
    for (let lag = 0; lag <= mostLagFrames; lag++) {
      const played = this.played.before(now - lag);
      const isSofter = loudest(played) - loudest(heard) >= softerDb;
      if (isSofter && correlation(played, heard) >= likeness) return true;
    }
    return false;
  }
}

/** The level of the loudest quarter: of the voice, not of the pauses. */
function loudest(values: readonly number[]): number {
  return mean(values.toSorted((a, b) => b - a).slice(0, values.length / 4));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pearson's; 0 where one of the two has no shape. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, index) => {
    const [x, y] = [value - meanA, (b[index] ?? 0) - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
