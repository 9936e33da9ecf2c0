import { mayContinue, redactLines, type RedactedLine } from './redact-lines.js';

/** The longest line that is taken, in bytes. */
const longestLine = 64 * 1024 * 1024;
const lineFeed = 0x0a;

/** A line as it came, with its end of line if it has one. */
interface RawLine {
  readonly bytes: Buffer;
  readonly text: string;
  readonly ending: string;
}

/**
 * Redacts a stream line by line. Lines in which nothing was found go on byte for byte, also when they are
 * no valid UTF-8. With `asJson` each becomes `{"line":1,"text":…,"found":[{"kind","start","end"}]}`.
 */
export async function* redactStream(
  input: AsyncIterable<Buffer>,
  { asJson = false } = {},
): AsyncGenerator<Buffer | string> {
  let waiting: RawLine[] = [];
  let count = 0;
  const release = function* (): Generator<Buffer | string> {
    const redacted = redactLines(waiting.map(({ text }) => text));
    for (const [index, raw] of waiting.entries()) {
      const line = redacted[index] ?? { text: '', found: [] };
      count++;
      yield asJson ? `${JSON.stringify({ line: count, ...line })}\n` : cleaned(raw, line);
    }
    waiting = [];
  };
  for await (const bytes of splitLines(input)) {
    waiting.push(rawLine(bytes));
    if (!mayContinue(waiting.map(({ text }) => text))) yield* release();
  }
  yield* release();
}

function cleaned({ bytes, text, ending }: RawLine, line: RedactedLine): Buffer | string {
  return line.text === text ? bytes : line.text + ending;
}

function rawLine(bytes: Buffer): RawLine {
  const whole = bytes.toString('utf8');
  const ending = /\r?\n$/.exec(whole)?.[0] ?? '';
  return { bytes, text: whole.slice(0, whole.length - ending.length), ending };
}

/** Lines with their ends; the last one may have none. Throws for a line that is too long to look through. */
async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let held = 0;
  for await (const chunk of input) {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, at + 1)]);
      parts = [];
      held = 0;
      from = at + 1;
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    held += chunk.length - from;
    if (held > longestLine)
      throw new Error(`A line is longer than ${longestLine / 1024 / 1024} MiB: cut it first.`);
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}
