import {
  endsInDigits,
  findPersonal,
  markers,
  replacePersonal,
  withheld,
  type Personal,
} from '../../src/redaction/index.js';

/** A line without what was personal in it, and where that was; offsets in the line as it came. */
export interface RedactedLine {
  readonly text: string;
  readonly found: readonly Personal[];
}

/** A number may be continued on so many lines. */
const mostLinesTogether = 20;

/** Whether this line has to wait for the next one: it ends in a number, and is no JSON. */
export function mayContinue(lines: readonly string[]): boolean {
  const last = lines.at(-1) ?? '';
  return lines.length < mostLinesTogether && !isJson(last) && endsInDigits(last);
}

/** Redacts lines that follow each other. A number may run over them; a line of JSON stays JSON. */
export function redactLines(lines: readonly string[]): RedactedLine[] {
  try {
    const [first = ''] = lines;
    if (lines.length === 1 && isJson(first)) return [redactJson(first)];
    const found = findPersonal(lines.join('\n'));
    let start = 0;
    return lines.map((line) => {
      const inLine = within(found, start, start + line.length);
      start += line.length + 1;
      return { text: replacePersonal(line, inLine), found: inLine };
    });
  } catch {
    return lines.map(() => ({ text: withheld, found: [] }));
  }
}

/** The parts of the spans that lie between two offsets, counted from the first. */
function within(found: readonly Personal[], start: number, end: number): Personal[] {
  return found
    .filter((personal) => personal.start < end && personal.end > start)
    .map(({ kind, start: from, end: to }) => ({
      kind,
      start: Math.max(from, start) - start,
      end: Math.min(to, end) - start,
    }));
}

const jsonValue = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Looks into every string and number of the line, and leaves all that stands between them. */
function redactJson(line: string): RedactedLine {
  const found: Personal[] = [];
  const text = line.replace(jsonValue, (literal, offset: number) => {
    const value: unknown = JSON.parse(literal);
    const written = typeof value === 'string' ? value : literal;
    const inside = findPersonal(written);
    const [first] = inside;
    if (!first) return literal;
    found.push(...inside.map((personal) => placed(personal, { literal, written, offset })));
    const clean = typeof value === 'string' ? replacePersonal(value, inside) : markers[first.kind];
    return JSON.stringify(clean);
  });
  return { text, found };
}

/** Where a find in a literal is in the line; the whole literal when escapes move it about. */
function placed(
  { kind, start, end }: Personal,
  { literal, written, offset }: { literal: string; written: string; offset: number },
): Personal {
  const quotes = literal.length - written.length;
  if (quotes === 0) return { kind, start: offset + start, end: offset + end };
  if (quotes === 2) return { kind, start: offset + 1 + start, end: offset + 1 + end };
  return { kind, start: offset, end: offset + literal.length };
}

function isJson(line: string): boolean {
  if (!/^\s*[[{]/.test(line)) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
