import { decodeMuLaw } from '../../audio/mu-law.js';

export const frameMs = 20;
/** 20 ms of audio. */
export interface Frame {
  readonly samples: Int16Array;
  readonly isSpeech: boolean;
}

/** A frame that is louder counts as speech. */
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

  /** The frames that the audio completes. */
  *frames(audio: Uint8Array): Iterable<Frame> {
    let bytes: Uint8Array = Buffer.concat([this.rest, audio]);
    for (; bytes.length >= this.frameBytes; bytes = bytes.subarray(this.frameBytes)) {
      const samples = this.decode(bytes.subarray(0, this.frameBytes));
      yield { samples, isSpeech: levelOf(samples) > speechLevel };
    }
    this.rest = bytes;
  }

  private decode(frame: Uint8Array): Int16Array {
    return this.encoding === 'mulaw' ? decodeMuLaw(frame) : decodePcm(frame);
  }
}

/** Root mean square. */
function levelOf(samples: Int16Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return Math.sqrt(energy / samples.length);
}

function decodePcm(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
}
