import { readWavHeader, startsLikeWav } from '../../../audio/index.js';

const tagBytes = 12;

/** Passes on mu-law audio without the WAV header that some servers put first, heard as a click. */
export async function* withoutWavHeader(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (!head) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const audio = afterHeader(head);
    if (audio) head = undefined;
    if (audio && audio.length > 0) yield audio;
  }
  if (head && head.length > 0 && head.length < tagBytes) yield head;
}

/** Undefined until the header has come whole. */
function afterHeader(head: Uint8Array): Uint8Array | undefined {
  if (head.length < tagBytes) return undefined;
  if (!startsLikeWav(head)) return head;
  const offset = readWavHeader(head)?.dataOffset;
  return offset === undefined ? undefined : head.subarray(offset);
}
