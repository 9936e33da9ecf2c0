import { readWavHeader, startsLikeWav, telephoneHz, WavFormatError } from '../../../audio/index.js';

const tagBytes = 12;

/** Where the audio begins in the first bytes of an answer, and how much of it there is. */
interface Start {
  readonly offset: number;
  readonly audioBytes: number;
}

/**
 * Passes on mu-law audio without the WAV header that some servers put first, heard as a click, and
 * without what a WAV file may hold after its audio.
 * @throws WavFormatError when the file holds other audio, or less than it says.
 */
export async function* withoutWavHeader(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let head = new Uint8Array(0);
  let start: Start | undefined;
  let leftBytes = Infinity;
  for await (const chunk of chunks) {
    let audio = chunk;
    if (!start) {
      head = Buffer.concat([head, chunk]);
      start = startOf(head);
      if (!start) continue;
      audio = head.subarray(start.offset);
      leftBytes = start.audioBytes;
    }
    audio = audio.subarray(0, Math.min(leftBytes, audio.length));
    leftBytes -= audio.length;
    if (audio.length > 0) yield audio;
  }
  if (!start && head.length < tagBytes) yield head;
  else if (!start || isMissing(leftBytes)) throw new WavFormatError('The WAV file is cut short');
}

function isMissing(leftBytes: number): boolean {
  return leftBytes > 0 && leftBytes < Infinity;
}

/** Undefined until enough has come to tell. */
function startOf(head: Uint8Array): Start | undefined {
  if (head.length < tagBytes) return undefined;
  if (!startsLikeWav(head)) return { offset: 0, audioBytes: Infinity };
  const header = readWavHeader(head);
  if (!header) return undefined;
  const { encoding, sampleRateHz, channelCount, dataOffset, dataBytes } = header;
  if (encoding !== 'mulaw' || sampleRateHz !== telephoneHz || channelCount !== 1) {
    throw new WavFormatError('The WAV file is not mu-law at 8 kHz');
  }
  const endsUnknown = dataBytes === 0 || dataBytes === 0xffff_ffff;
  return { offset: dataOffset, audioBytes: endsUnknown ? Infinity : dataBytes };
}
