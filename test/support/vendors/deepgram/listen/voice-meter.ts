import { decodeMuLaw } from '../../audio/mu-law.js';

export const frameMs = 20;
/** Root mean square above which a frame counts as speech. */
const speechLevel = 300;

/** Tells speech from silence by loudness, in frames of 20 ms, whatever sizes the audio arrives in. */
export class VoiceMeter {
  private rest: Uint8Array = new Uint8Array();
  private readonly frameBytes: number;

  constructor(
    private readonly encoding: 'linear16' | 'mulaw',
    sampleRateHz: number,
  ) {
    this.frameBytes = ((encoding === 'mulaw' ? 1 : 2) * sampleRateHz * frameMs) / 1000;
  }

  /** For each frame that the audio completes, whether it holds speech. */
  *frames(audio: Uint8Array): Iterable<boolean> {
    let bytes: Uint8Array = Buffer.concat([this.rest, audio]);
    for (; bytes.length >= this.frameBytes; bytes = bytes.subarray(this.frameBytes)) {
      yield this.isSpeech(bytes.subarray(0, this.frameBytes));
    }
    this.rest = bytes;
  }

  private isSpeech(frame: Uint8Array): boolean {
    const samples = this.encoding === 'mulaw' ? decodeMuLaw(frame) : decodePcm(frame);
    const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
    return Math.sqrt(energy / samples.length) > speechLevel;
  }
}

function decodePcm(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
}
