import type { Personal, PersonalKind } from '../../src/redaction/index.js';
import type { LabelledText } from './labelled-text.js';

/** Looks through the turns of one conversation, in order. */
export type Finder = (turns: readonly string[]) => readonly (readonly Personal[])[];

export const kinds: readonly PersonalKind[] = ['phone', 'email', 'id', 'card'];

/** Counts for one kind. */
export interface KindScore {
  labelled: number;
  /** Labelled, and every letter and digit of it found as that kind. */
  covered: number;
  found: number;
  /** Found, and at least half of its letters and digits labelled as that kind. */
  right: number;
}

export interface Score {
  readonly byKind: Readonly<Record<PersonalKind, KindScore>>;
  /** Lines by topic, and how many of the lessons among them were touched. */
  readonly lessons: Readonly<Record<string, { lines: number; touched: number }>>;
  /** What went wrong, for whoever tunes the rules. */
  readonly faults: readonly string[];
}

const empty = (): KindScore => ({ labelled: 0, covered: 0, found: 0, right: 0 });

/** Compares what `find` finds in each line with its labels. */
export function score(lines: readonly LabelledText[], find: Finder): Score {
  const byKind = { phone: empty(), email: empty(), id: empty(), card: empty() };
  const lessons: Record<string, { lines: number; touched: number }> = {};
  const faults: string[] = [];
  for (const { topic, turns } of lines) {
    const found = find(turns.map(({ text }) => text));
    for (const [index, { text, personal }] of turns.entries()) {
      const wrong = compare(text, personal, found[index] ?? [], byKind);
      if (wrong) faults.push(`${topic}: ${text} → ${JSON.stringify(found[index])}`);
    }
    if (turns.some(({ personal }) => personal.length > 0)) continue;
    const lesson = (lessons[topic] ??= { lines: 0, touched: 0 });
    lesson.lines++;
    if (found.some((personal) => personal.length > 0)) lesson.touched++;
  }
  return { byKind, lessons, faults };
}

/** Counts one text; true when anything is wrong. */
function compare(
  text: string,
  labelled: readonly Personal[],
  found: readonly Personal[],
  byKind: Score['byKind'],
): boolean {
  let wrong = false;
  for (const { kind, start, end } of labelled) {
    const isCovered = share(text, { start, end }, ofKind(found, kind)) === 1;
    byKind[kind].labelled++;
    if (isCovered) byKind[kind].covered++;
    else wrong = true;
  }
  for (const { kind, start, end } of found) {
    const isRight = share(text, { start, end }, ofKind(labelled, kind)) >= 0.5;
    byKind[kind].found++;
    if (isRight) byKind[kind].right++;
    else wrong = true;
  }
  return wrong;
}

function ofKind(all: readonly Personal[], kind: PersonalKind): Personal[] {
  return all.filter((personal) => personal.kind === kind);
}

/** How much of the letters and digits between `start` and `end` lies in `spans`. */
function share(
  text: string,
  { start, end }: { start: number; end: number },
  spans: readonly Personal[],
): number {
  let [all, inside] = [0, 0];
  for (let index = start; index < end; index++) {
    if (!/[\p{L}\p{N}]/u.test(text.charAt(index))) continue;
    all++;
    if (spans.some((span) => span.start <= index && index < span.end)) inside++;
  }
  return all === 0 ? 1 : inside / all;
}

export function recall({ labelled, covered }: KindScore): number {
  return labelled === 0 ? NaN : covered / labelled;
}

export function precision({ found, right }: KindScore): number {
  return found === 0 ? NaN : right / found;
}

/** The harmonic mean in which recall weighs twice as much as precision. */
export function f2(kind: KindScore): number {
  const [p, r] = [precision(kind) || 0, recall(kind) || 0];
  return p + r === 0 ? 0 : (5 * p * r) / (4 * p + r);
}
