/** A line with more characters than this is none of an answer's. */
const MAX_LINE = 1_000_000;

/**
 * The payloads of a server-sent event stream of one-line events, as they arrive; comments are left
 * out. Bytes may be cut anywhere, also within a character.
 * @throws RangeError for a line without an end.
 */
export async function* readEvents({ body }: Response): AsyncGenerator<string> {
  if (!body) return;
  const decoder = new TextDecoder();
  let rest = '';
  const pieces: AsyncIterable<Uint8Array> = body;
  for await (const bytes of pieces) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE) throw new RangeError('a line of the stream is too long');
    for (const line of lines) {
      if (line.startsWith('data:')) yield line.slice('data:'.length).trim();
    }
  }
}
