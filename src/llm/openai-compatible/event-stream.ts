/**
 * The payloads of a server-sent event stream of one-line events, as they arrive; comments are left
 * out. Bytes may be cut anywhere, also within a character.
 */
export async function* readEvents({ body }: Response): AsyncGenerator<string> {
  if (!body) return;
  const decoder = new TextDecoder();
  let rest = '';
  const pieces: AsyncIterable<Uint8Array> = body;
  for await (const bytes of pieces) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) yield line.slice('data:'.length).trim();
    }
  }
}
