import { findPersonalIn } from './find-personal.js';
import type { Personal } from './personal-kind.js';
import { replacePersonal, withheld } from './redact.js';
import { findDigitRuns, type DigitGroup, type DigitRun } from './rules/digit-runs.js';
import { lastCue } from './rules/context-words.js';
import { digitsOf, isCounting } from './rules/groupings.js';
import { isPaymentCard } from './rules/payment-cards.js';
import { tokenize, type Token } from './rules/tokens.js';

type NumberKind = Exclude<Personal['kind'], 'email'>;

/** A number that was begun, and how it goes on. */
interface Begun {
  readonly kind: NumberKind;
  readonly digits: string;
  /** How long it is when it is whole. */
  readonly length: number;
  /** How many more turns without a digit it survives. */
  readonly patience: number;
}

/** Words that may stand before or after a piece of a number: "then", "yes and", "thank you". */
const mostWordsAround = 3;
const patience = 2;
/** Pieces of what may become an identity or card number. */
const mostPieces = 6;
const shortestPiece = 3;

/** How a number begins that nothing else looks like → its length. */
const openings: readonly (readonly [RegExp, NumberKind, number])[] = [
  [/^07[2389]\d/, 'phone', 10],
  [/^2507[2389]/, 'phone', 12],
  [/^002507/, 'phone', 14],
  [/^[123](?:19|20)\d\d[78]/, 'id', 16],
];
/** The same for a number that was announced. */
const announcedOpenings: readonly (readonly [RegExp, NumberKind, number])[] = [
  [/^07/, 'phone', 10],
  [/^7[2389]\d/, 'phone', 9],
  [/^250(?:7|$)/, 'phone', 12],
  [/^00\d/, 'phone', 14],
  [/^[123](?:19|20)/, 'id', 16],
  [/^[3-6]\d{3}/, 'card', 16],
];

/**
 * Redacts the turns of one conversation in order, and knows a number that is said in pieces: "zero seven
 * eight eight", "one two three", "four five six" in three turns. What begins as nothing but a personal
 * number begins is redacted at once, as the record of a turn does not wait for the next one. Remembers a
 * few digits only.
 */
export class ConversationRedactor {
  private begun: Begun | undefined;
  private announced: NumberKind | undefined;
  private pieces: readonly string[] = [];
  /** The digits so far of the number that the last turn went on with. */
  private recent = '';

  /** Like `redact`, with the turns before this one in mind. Never throws. */
  redact(text: string): string {
    try {
      return replacePersonal(text, this.find(text));
    } catch {
      return withheld;
    }
  }

  /** Like `findPersonal`, with the turns before this one in mind. */
  find(text: string): Personal[] {
    const tokens = tokenize(text);
    const found = findPersonalIn(text, tokens);
    const runs = findDigitRuns(text, tokens).filter((run) => !overlapsAny(run, found));
    const pieces = [this.continued(runs[0], tokens), this.opened(runs.at(-1), tokens)];
    this.announced = lastCue(tokens, mostWordsAround);
    const parts = pieces.filter((piece) => piece !== undefined);
    if (parts.length === 0) this.recent = this.begun?.digits ?? '';
    return [...found, ...parts].sort((first, second) => first.start - second.start);
  }

  /** Like `redact`, for the answer to the last turn: it may repeat a piece of a number. Never throws. */
  redactAnswer(text: string): string {
    try {
      const tokens = tokenize(text);
      const found = findPersonalIn(text, tokens);
      const repeated = findDigitRuns(text, tokens)
        .filter((run) => !overlapsAny(run, found))
        .flatMap((run) => this.repeatedIn(run.groups));
      const all = [...found, ...repeated].sort((first, second) => first.start - second.start);
      return replacePersonal(text, all);
    } catch {
      return withheld;
    }
  }

  /** The longest rows of groups that are in the number that the last turn went on with. */
  private repeatedIn(groups: readonly DigitGroup[]): Personal[] {
    const found: Personal[] = [];
    for (let first = 0; first < groups.length;) {
      let next = first;
      while (next < groups.length && this.recent.includes(digitsOf(groups.slice(first, next + 1))))
        next++;
      const row = groups.slice(first, next);
      if (digitsOf(row).length >= shortestPiece) found.push(spanOf('phone', row));
      first = Math.max(next, first + 1);
    }
    return found;
  }

  /** The next piece of a number that was begun in an earlier turn. */
  private continued(run: DigitRun | undefined, tokens: readonly Token[]): Personal | undefined {
    const { begun } = this;
    if (!run || wordsBefore(run, tokens) > mostWordsAround || isQuantity(run)) {
      this.begun =
        begun && begun.patience > 0 ? { ...begun, patience: begun.patience - 1 } : undefined;
      this.pieces = [];
      return undefined;
    }
    if (!begun) return isCounting(run.groups) ? undefined : this.completed(run);
    const digits = begun.digits + digitsOf(run.groups);
    this.recent = digits;
    this.begun = digits.length < begun.length ? { ...begun, digits, patience } : undefined;
    return spanOf(begun.kind, run.groups, begun.length - begun.digits.length);
  }

  /** The last piece of an identity or card number whose beginning could have been anything. */
  private completed(run: DigitRun): Personal | undefined {
    const digits = digitsOf(run.groups);
    this.pieces = digits.length < shortestPiece ? [] : [...this.pieces, digits].slice(-mostPieces);
    for (let first = 0; first < this.pieces.length - 1; first++) {
      const kind = kindOf(this.pieces.slice(first).join(''));
      if (kind === undefined) continue;
      this.pieces = [];
      return spanOf(kind, run.groups);
    }
    return undefined;
  }

  /** A number that begins at the end of this turn. */
  private opened(run: DigitRun | undefined, tokens: readonly Token[]): Personal | undefined {
    if (!run || this.begun || isQuantity(run) || wordsAfter(run, tokens) > mostWordsAround)
      return undefined;
    const digits = digitsOf(run.groups);
    const kind = run.cue ?? this.announced;
    const opening =
      openings.find(([pattern]) => pattern.test(digits)) ??
      announcedOpenings.find(([pattern, of]) => of === kind && pattern.test(digits));
    if (!opening || digits.length < shortestPiece || digits.length >= opening[2]) return undefined;
    this.recent = digits;
    this.begun = { kind: opening[1], digits, length: opening[2], patience };
    this.pieces = [];
    return spanOf(opening[1], run.groups);
  }
}

function kindOf(digits: string): NumberKind | undefined {
  if (isPaymentCard(digits)) return 'card';
  return /^[123](?:19|20)\d\d[78]\d{10}$/.test(digits) ? 'id' : undefined;
}

function isQuantity({ afterPoint, isReckoned }: DigitRun): boolean {
  return afterPoint || isReckoned;
}

/** The groups up to so many digits. */
function spanOf(kind: NumberKind, groups: readonly DigitGroup[], most = Infinity): Personal {
  const start = groups[0]?.start ?? 0;
  let end = start;
  let count = 0;
  for (const group of groups) {
    if (count >= most) break;
    count += group.digits.length;
    ({ end } = group);
  }
  return { kind, start, end };
}

function overlapsAny({ groups }: DigitRun, found: readonly Personal[]): boolean {
  const [start, end] = [groups[0]?.start ?? 0, groups.at(-1)?.end ?? 0];
  return found.some((personal) => personal.start < end && start < personal.end);
}

function wordsBefore({ groups }: DigitRun, tokens: readonly Token[]): number {
  const start = groups[0]?.start ?? 0;
  return tokens.filter((token) => token.end <= start).length;
}

function wordsAfter({ groups }: DigitRun, tokens: readonly Token[]): number {
  const end = groups.at(-1)?.end ?? 0;
  return tokens.filter((token) => token.start >= end).length;
}
