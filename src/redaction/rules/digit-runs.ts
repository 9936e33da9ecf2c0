import type { PersonalKind } from '../personal-kind.js';
import { CharClass, classAt } from './char-classes.js';
import {
  cueWord,
  isReckoning,
  isResultName,
  isResultWord,
  reckoningSigns,
} from './context-words.js';
import { numberWord } from './number-lexicon.js';
import { readDigits, type DigitReading } from './read-digits.js';
import { textAt, type Token } from './tokens.js';

/** Digits written or spoken in one breath: "0788", "seven", "double eight", "thirty four". */
export interface DigitGroup {
  readonly digits: string;
  readonly form: DigitReading['form'];
  /** Where the group is in the text, with the plus sign that opens it. */
  readonly start: number;
  readonly end: number;
  /** An international number may begin here. */
  readonly plus: boolean;
  /** What stands between the token before it and this one. */
  readonly gap: string;
  /** A comma, "and" or "then" stands before it, as between the items of a list. */
  readonly isItem: boolean;
}

/** Groups that follow each other with nothing but separators and fillers between them. */
export interface DigitRun {
  readonly groups: readonly DigitGroup[];
  readonly digitCount: number;
  /** The run follows the word "point": these are decimals. */
  readonly afterPoint: boolean;
  /** The number is said to be one of these, a few words before it. */
  readonly cue: Exclude<PersonalKind, 'email'> | undefined;
  /** An operator, a unit or a currency stands beside it. */
  readonly isReckoned: boolean;
}

const longestGap = 6;
const cueReach = 8;
const enoughForCue = 7;

/** Finds every run of digits, written or spoken, in one pass over the tokens. */
export function findDigitRuns(text: string, tokens: readonly Token[]): DigitRun[] {
  const builder = new RunBuilder(text, tokens);
  for (let index = 0; index < tokens.length;) index += builder.take(index);
  return builder.finish();
}

class RunBuilder {
  private readonly runs: DigitRun[] = [];
  private groups: DigitGroup[] = [];
  /** Index of the first token of the run. */
  private first = 0;
  /** Where the last token ended that was read as part of the run. */
  private gapStart = 0;
  /** "and" or "then" was read since the last group. */
  private isJoined = false;
  /** Index of the token after the last run that was part of a sum; -1 when it was not. */
  private sumEnd = -1;
  private cue: { readonly kind: Exclude<PersonalKind, 'email'>; readonly at: number } | undefined;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  /** Reads what stands at token `index`, and returns how many tokens that was. */
  take(index: number): number {
    const token = this.tokens[index];
    if (token === undefined) return 1;
    if (this.isPlusWord(index)) return this.takePlus(index, token);
    const reading = readDigits(this.tokens, index);
    if (!reading || (reading.form === 'homophone' && this.groups.length === 0)) {
      this.takeWord(index, token);
      return 1;
    }
    const hasPlus = this.text[token.start - 1] === '+' && !this.isOperand(token.start - 2);
    const start = hasPlus ? token.start - 1 : token.start;
    this.add(index, reading, { start, hasPlus });
    return reading.taken;
  }

  finish(): DigitRun[] {
    this.close(this.tokens.length);
    return this.runs;
  }

  private isPlusWord(index: number): boolean {
    return this.tokens[index]?.text === 'plus' && this.tokens[index + 1]?.text !== 'plus';
  }

  /** "plus two five oh". */
  private takePlus(index: number, token: Token): number {
    const reading = readDigits(this.tokens, index + 1);
    this.close(index);
    if (!reading) {
      this.gapStart = token.end;
      return 1;
    }
    this.gapStart = token.start;
    this.first = index;
    this.add(index + 1, reading, { start: token.start, hasPlus: true });
    return 1 + reading.taken;
  }

  private takeWord(index: number, { text, start, end }: Token): void {
    const word = numberWord(text);
    if (word?.type !== 'filler' || !this.isGapBefore(start)) this.close(index);
    else this.isJoined ||= word.joins === true;
    this.gapStart = end;
    // "PHONE_REDACTED" announces nothing.
    if (this.text[end] !== '_') this.noteCue(index, cueWord(text));
  }

  private noteCue(at: number, kind: DigitRun['cue']): void {
    if (kind === undefined) return;
    const isIdCard = kind === 'card' && this.cue?.kind === 'id' && at - this.cue.at === 1;
    this.cue = { kind: isIdCard ? 'id' : kind, at };
  }

  private add(
    index: number,
    reading: DigitReading,
    { start, hasPlus }: { start: number; hasPlus: boolean },
  ): void {
    const gap = this.text.slice(this.gapStart, Math.min(start, this.gapStart + longestGap + 1));
    if (this.groups.length > 0 && (hasPlus || !this.isGapBefore(start))) this.close(index);
    if (this.groups.length === 0 && !hasPlus) this.first = index;
    const end = this.tokens[index + reading.taken - 1]?.end ?? start;
    const { digits, form } = reading;
    const isItem = this.groups.length > 0 && (this.isJoined || gap.includes(','));
    this.groups.push({ digits, form, start, end, plus: hasPlus, gap, isItem });
    this.gapStart = end;
    this.isJoined = false;
  }

  /** Ends the run before token `next`. */
  private close(next: number): void {
    while (this.groups.at(-1)?.form === 'homophone') this.groups.pop();
    const { groups, first } = this;
    this.groups = [];
    if (groups.length === 0) return;
    const digitCount = groups.reduce((count, group) => count + group.digits.length, 0);
    const isReckoned = this.isReckoned(groups, first, next);
    if (isReckoned) this.sumEnd = next;
    this.runs.push({
      groups,
      digitCount,
      afterPoint: textAt(this.tokens, first - 1) === 'point',
      cue: this.takeCue(first, digitCount),
      isReckoned,
    });
  }

  /** Before token `next`, after the token before `first`: an operator, a unit, or the result of a sum. */
  private isReckoned(groups: readonly DigitGroup[], first: number, next: number): boolean {
    if (isReckoning(textAt(this.tokens, first - 1)) || isReckoning(textAt(this.tokens, next)))
      return true;
    if (this.isResult(first)) return true;
    const [start, end] = [groups[0]?.start ?? 0, groups.at(-1)?.end ?? 0];
    const signs = this.text.slice(Math.max(0, start - 2), start) + this.text.slice(end, end + 2);
    return reckoningSigns.test(signs);
  }

  /** "is", after a sum or the word "answer". */
  private isResult(first: number): boolean {
    if (!isResultWord(textAt(this.tokens, first - 1))) return false;
    return this.sumEnd === first - 1 || isResultName(textAt(this.tokens, first - 2));
  }

  /** The cue before the run. It speaks of one number only. */
  private takeCue(first: number, digitCount: number): DigitRun['cue'] {
    if (!this.cue || first - this.cue.at > cueReach) return undefined;
    const { kind } = this.cue;
    if (digitCount >= enoughForCue) this.cue = undefined;
    return kind;
  }

  private isGapBefore(start: number): boolean {
    if (start - this.gapStart > longestGap) return false;
    for (let index = this.gapStart; index < start; index++)
      if (classAt(this.text, index) !== CharClass.gap) return false;
    return true;
  }

  private isOperand(index: number): boolean {
    return index >= 0 && /[\p{L}\p{Nd})]/u.test(this.text.charAt(index));
  }
}
