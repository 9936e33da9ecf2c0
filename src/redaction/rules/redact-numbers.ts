import { findDigitRuns, type DigitGroup, type DigitRun } from './digit-runs.js';
import {
  certainShapes,
  dictatedShapes,
  likelyShapes,
  type NumberMarker,
  type NumberShape,
  type NumberShapes,
} from './number-shapes.js';

interface Found {
  readonly marker: NumberMarker;
  readonly start: number;
  readonly end: number;
}

type Segment = readonly DigitGroup[];

/** Replaces phone, identity and card numbers, written or spoken, by their markers. */
export function redactNumbers(text: string): string {
  const found = findDigitRuns(text)
    .flatMap(numbersIn)
    .sort((a, b) => a.start - b.start);
  let kept = 0;
  let redacted = '';
  for (const { marker, start, end } of found) {
    redacted += text.slice(kept, opensWithBracket(text, start, end) ? start - 1 : start) + marker;
    kept = end;
  }
  return redacted + text.slice(kept);
}

/** "(415) 555-2671": the bracket belongs to the number when its partner does. */
function opensWithBracket(text: string, start: number, end: number): boolean {
  const number = text.slice(start, end);
  return text[start - 1] === '(' && number.includes(')') && !number.includes('(');
}

const shortestNumber = 9;

/** The surest shapes are carved out first; what is left of the run is looked at again. */
function numbersIn(run: DigitRun): Found[] {
  const found: Found[] = [];
  if (run.digitCount < shortestNumber) return found;
  const first = carve([run.groups], certainShapes, found);
  const second = carve(first, likelyShapes, found);
  for (const segment of second) {
    if (segment.length === 0) continue;
    if (run.afterPoint && segment[0] === run.groups[0]) continue;
    const whole = wholeMatch(segment);
    if (whole) found.push(whole);
  }
  return found;
}

/** Moves every match into `found`, leftmost first, and returns what is between them. */
function carve(segments: readonly Segment[], shapes: NumberShapes, found: Found[]): Segment[] {
  const rest: Segment[] = [];
  for (const segment of segments) {
    const line = lineUp(segment);
    let kept = 0;
    for (let index = 0; index < segment.length; index++) {
      const next = matchAt(line, index, shapes, found);
      if (next === undefined) continue;
      rest.push(segment.slice(kept, index));
      kept = next;
      index = next - 1;
    }
    rest.push(segment.slice(kept));
  }
  return rest;
}

/** A segment as one string of digits. */
interface Line {
  readonly segment: Segment;
  readonly digits: string;
  /** Where each group's digits begin. */
  readonly begins: Int32Array;
  /** Offset just after a group's last digit → the index of the group that follows; 0 elsewhere. */
  readonly ends: Int32Array;
}

function lineUp(segment: Segment): Line {
  const digits = segment.map((group) => group.digits).join('');
  const begins = new Int32Array(segment.length);
  const ends = new Int32Array(digits.length + 1);
  let offset = 0;
  for (const [index, group] of segment.entries()) {
    begins[index] = offset;
    offset += group.digits.length;
    ends[offset] = index + 1;
  }
  return { segment, digits, begins, ends };
}

/** Adds the number that begins with group `index`, if one does, and tells which group follows it. */
function matchAt(
  line: Line,
  index: number,
  shapes: NumberShapes,
  found: Found[],
): number | undefined {
  const offset = line.begins[index] ?? 0;
  const plus = line.segment[index]?.plus === true;
  if (!plus && !opensAt(shapes.anyOpening, line.digits, offset)) return undefined;
  for (const shape of shapes.list) {
    if (shape.onlyAfterPlus && !plus) continue;
    const next = endOf(shape, line, index, offset);
    if (next === undefined) continue;
    found.push(span(shape.marker, line.segment.slice(index, next)));
    return next;
  }
  return undefined;
}

/** The group after the number of this shape that begins at `offset`. */
function endOf(
  { opening, lengths, fits }: NumberShape,
  { segment, digits, ends }: Line,
  index: number,
  offset: number,
): number | undefined {
  if (!opensAt(opening, digits, offset)) return undefined;
  for (const length of lengths) {
    const next = ends[offset + length];
    if (next === undefined || next === 0) continue;
    const groups = segment.slice(index, next);
    if (fits({ digits: digits.slice(offset, offset + length), groups })) return next;
  }
  return undefined;
}

function wholeMatch(segment: Segment): Found | undefined {
  const digits = segment.map((group) => group.digits).join('');
  const shape = dictatedShapes.list.find(
    ({ opening, lengths, fits }) =>
      lengths.includes(digits.length) &&
      opensAt(opening, digits, 0) &&
      fits({ digits, groups: segment }),
  );
  return shape && span(shape.marker, segment);
}

function opensAt(opening: RegExp, digits: string, offset: number): boolean {
  opening.lastIndex = offset;
  return opening.test(digits);
}

function span(marker: NumberMarker, groups: Segment): Found {
  return { marker, start: groups[0]?.start ?? 0, end: groups.at(-1)?.end ?? 0 };
}
