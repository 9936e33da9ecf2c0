import type { Personal } from '../personal-kind.js';
import { findDigitRuns, type DigitGroup, type DigitRun } from './digit-runs.js';
import { digitsOf } from './groupings.js';
import {
  announcedShapes,
  certainShapes,
  dictatedShapes,
  likelyShapes,
  wholeShapes,
  type NumberShape,
  type NumberShapes,
} from './number-shapes.js';
import { NumberingPlans } from './numbering-plans.js';
import type { Token } from './tokens.js';

type Segment = readonly DigitGroup[];

/** What is looked at, and what was found in it so far. */
interface Search {
  readonly run: DigitRun;
  readonly plans: NumberingPlans;
  readonly found: Personal[];
}

const shortestNumber = 7;

/** Phone, identity and card numbers, written or spoken, in order. */
export function findNumbers(text: string, tokens: readonly Token[]): Personal[] {
  const found: Personal[] = [];
  const plans = new NumberingPlans();
  for (const run of findDigitRuns(text, tokens))
    if (run.digitCount >= shortestNumber) searchRun({ run, plans, found });
  return found
    .map((number) => withBracket(text, number))
    .sort((first, second) => first.start - second.start);
}

/** "(415) 555-2671": the bracket belongs to the number when its partner does. */
function withBracket(text: string, { kind, start, end }: Personal): Personal {
  const number = text.slice(start, end);
  const opens = text[start - 1] === '(' && number.includes(')') && !number.includes('(');
  return { kind, start: opens ? start - 1 : start, end };
}

/** The surest shapes are carved out first; what is left of the run is looked at again. */
function searchRun(search: Search): void {
  const { run } = search;
  if (!run.afterPoint && matchWhole(run.groups, wholeShapes, search)) return;
  const first = carve([run.groups], certainShapes, search);
  for (const segment of carve(first, likelyShapes, search)) {
    if (segment.length === 0) continue;
    if (run.afterPoint && segment[0] === run.groups[0]) continue;
    if (!matchWhole(segment, announcedShapes, search)) matchWhole(segment, dictatedShapes, search);
  }
}

/** Moves every match into `found`, leftmost first, and returns what is between them. */
function carve(segments: readonly Segment[], shapes: NumberShapes, search: Search): Segment[] {
  const rest: Segment[] = [];
  for (const segment of segments) {
    const line = lineUp(segment);
    let kept = 0;
    for (let index = 0; index < segment.length; index++) {
      const next = matchAt(line, index, shapes, search);
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
  const digits = digitsOf(segment);
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
  search: Search,
): number | undefined {
  const offset = line.begins[index] ?? 0;
  const plus = line.segment[index]?.plus === true;
  if (!plus && !opensAt(shapes.anyOpening, line.digits, offset)) return undefined;
  for (const shape of shapes.list) {
    if (shape.onlyAfterPlus && !plus) continue;
    const next = endOf(shape, line, index, search);
    if (next === undefined) continue;
    search.found.push(span(shape.kind, line.segment.slice(index, next)));
    return next;
  }
  return undefined;
}

/** The group after the number of this shape that begins with group `index`. */
function endOf(
  { opening, lengths, mostGroups = Infinity, fits }: NumberShape,
  { segment, digits, begins, ends }: Line,
  index: number,
  { run, plans }: Search,
): number | undefined {
  const offset = begins[index] ?? 0;
  if (!opensAt(opening, digits, offset)) return undefined;
  for (const length of lengths) {
    const next = ends[offset + length];
    if (next === undefined || next === 0 || next - index > mostGroups) continue;
    const groups = segment.slice(index, next);
    if (fits({ digits: digits.slice(offset, offset + length), groups, run, plans })) return next;
  }
  return undefined;
}

/** Adds the segment if it is a number of one of these shapes from end to end. */
function matchWhole(
  segment: Segment,
  shapes: NumberShapes,
  { run, plans, found }: Search,
): boolean {
  const digits = digitsOf(segment);
  const shape = shapes.list.find(
    ({ opening, lengths, fits }) =>
      lengths.includes(digits.length) &&
      opensAt(opening, digits, 0) &&
      fits({ digits, groups: segment, run, plans }),
  );
  if (shape) found.push(span(shape.kind, segment));
  return shape !== undefined;
}

function opensAt(opening: RegExp, digits: string, offset: number): boolean {
  opening.lastIndex = offset;
  return opening.test(digits);
}

function span(kind: Personal['kind'], groups: Segment): Personal {
  return { kind, start: groups[0]?.start ?? 0, end: groups.at(-1)?.end ?? 0 };
}
