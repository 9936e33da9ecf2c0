import { findPersonalIn } from './find-personal.js';
import type { Personal } from './personal-kind.js';
import { replacePersonal, withheld } from './redact.js';
import { findDigitRuns, type DigitRun } from './rules/digit-runs.js';
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
    return [...found, ...parts].sort((first, second) => first.start - second.start);
  }

  /** The next piece of a number that was begun in an earlier turn. */
  private continued(run: DigitRun | undefined, tokens: readonly Token[]): Personal | undefined {
    const { begun } = this;
    if (!run || wordsBefore(run, tokens) > mostWordsAround || isLesson(run)) {
      this.begun =
        begun && begun.patience > 0 ? { ...begun, patience: begun.patience - 1 } : undefined;
      this.pieces = [];
      return undefined;
    }
    if (!begun) return this.completed(run);
    const digits = begun.digits + digitsOf(run.groups);
    this.begun = digits.length < begun.length ? { ...begun, digits, patience } : undefined;
    return spanOf(begun.kind, run, begun.length - begun.digits.length);
  }

  /** The last piece of an identity or card number whose beginning could have been anything. */
  private completed(run: DigitRun): Personal | undefined {
    const digits = digitsOf(run.groups);
    this.pieces = digits.length < shortestPiece ? [] : [...this.pieces, digits].slice(-mostPieces);
    for (let first = 0; first < this.pieces.length - 1; first++) {
      const kind = kindOf(this.pieces.slice(first).join(''));
      if (kind === undefined) continue;
      this.pieces = [];
      return spanOf(kind, run, digits.length);
    }
    return undefined;
  }

  /** A number that begins at the end of this turn. */
  private opened(run: DigitRun | undefined, tokens: readonly Token[]): Personal | undefined {
    if (!run || this.begun || isLesson(run) || wordsAfter(run, tokens) > mostWordsAround)
      return undefined;
    const digits = digitsOf(run.groups);
    const kind = run.cue ?? this.announced;
    const opening =
      openings.find(([pattern]) => pattern.test(digits)) ??
      announcedOpenings.find(([pattern, of]) => of === kind && pattern.test(digits));
    if (!opening || digits.length < shortestPiece || digits.length >= opening[2]) return undefined;
    this.begun = { kind: opening[1], digits, length: opening[2], patience };
    this.pieces = [];
    return spanOf(opening[1], run, digits.length);
  }
}

function kindOf(digits: string): NumberKind | undefined {
  if (isPaymentCard(digits)) return 'card';
  return /^[123](?:19|20)\d\d[78]\d{10}$/.test(digits) ? 'id' : undefined;
}

/** Decimals, sums and counting. */
function isLesson({ afterPoint, isReckoned, groups }: DigitRun): boolean {
  return afterPoint || isReckoned || isCounting(groups);
}

/** The groups of the run up to so many digits. */
function spanOf(kind: NumberKind, { groups }: DigitRun, most: number): Personal {
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
