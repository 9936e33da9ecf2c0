import type { Personal } from '../personal-kind.js';
import {
  isAddressName,
  isDomainEnd,
  isDot,
  isGlue,
  isHost,
  isPlainWord,
  isSpokenAt,
} from './email-words.js';
import { readDigits } from './read-digits.js';
import { textAt, type Token } from './tokens.js';

/** "jane dot doe at gmail dot com", "j a n e at gmail", "jane arobase yahoo point fr". In order. */
export function findSpokenEmails(text: string, tokens: readonly Token[]): Personal[] {
  const found: Personal[] = [];
  const reader = new AddressReader(text, tokens);
  let from = 0;
  for (let at = 1; at < tokens.length - 1; at++) {
    if (!isSpokenAt(textAt(tokens, at))) continue;
    const next = reader.hostEnd(at + 1);
    const first = next === undefined ? undefined : reader.nameStart(at, from);
    if (next === undefined || first === undefined) continue;
    from = next;
    found.push({
      kind: 'email',
      start: tokens[first]?.start ?? 0,
      end: tokens[next - 1]?.end ?? 0,
    });
  }
  return found;
}

const mostLabels = 5;
const longestName = 24;
const longestAnnounced = 10;

/** Reads what stands before and after a spoken "at". */
class AddressReader {
  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
  ) {}

  /** The token after the host that begins at `index`; undefined when it is none. */
  hostEnd(index: number): number | undefined {
    // "at the rate gmail dot com"
    const start = this.word(index) === 'the' && this.word(index + 1) === 'rate' ? index + 2 : index;
    const mailbox = this.mailboxEnd(start);
    return mailbox === undefined ? this.domainEnd(start + 1, false) : this.domainEnd(mailbox, true);
  }

  /**
   * The token with which the name before the "at" at `at` begins; undefined when what stands there is
   * plain talk. Names are glued together, spelled out, announced, or a single word.
   */
  nameStart(at: number, from: number): number | undefined {
    const least = Math.max(from, at - longestName);
    if (at <= least || !this.isNear(at)) return undefined;
    const announced = this.announcedStart(least, at);
    if (announced !== undefined) return announced;
    let first = at - 1;
    while (first > least && this.continuesName(first)) first--;
    return first === at - 1 && isPlainWord(this.word(first)) ? undefined : first;
  }

  /** The token after "gmail" or "g mail". */
  private mailboxEnd(index: number): number | undefined {
    if (isHost(this.word(index))) return index + 1;
    return isHost(this.word(index) + this.word(index + 1)) ? index + 2 : undefined;
  }

  /** Reads ".com", "dot school dot org" or "com" from `index` on. A mailbox needs none of it. */
  private domainEnd(index: number, isMailbox: boolean): number | undefined {
    const isBare = isMailbox && isDomainEnd(this.word(index)) && this.isNear(index);
    let next = isBare ? index + 1 : index;
    let isWhole = isMailbox;
    for (let label = 0; label < mostLabels; label++) {
      const behind = this.afterDot(next);
      if (behind === undefined) break;
      const isEnd = isDomainEnd(this.word(behind));
      if (isWhole && !isEnd) break;
      isWhole ||= isEnd;
      next = behind + 1;
    }
    return isWhole ? next : undefined;
  }

  /** The token behind "dot", or behind a full stop within a word. */
  private afterDot(index: number): number | undefined {
    if (index >= this.tokens.length) return undefined;
    if (isDot(this.word(index))) return index + 1 < this.tokens.length ? index + 1 : undefined;
    return this.gap(index) === '.' ? index : undefined;
  }

  /** "my e-mail is jane doe at": all that follows "is". */
  private announcedStart(least: number, at: number): number | undefined {
    for (let index = at - 1; index >= Math.max(least, at - longestAnnounced); index--) {
      if (!isAddressName(this.word(index))) continue;
      const link = this.word(index + 1);
      const first = link === 'is' || link === 'est' || link === 'ni' ? index + 2 : index + 1;
      return first < at ? first : undefined;
    }
    return undefined;
  }

  /** Token `index` and the one before it are of the same name. */
  private continuesName(index: number): boolean {
    const [before, here] = [this.word(index - 1), this.word(index)];
    if (isGlue(here) || isGlue(before) || /^[._+-]?$/.test(this.gap(index))) return true;
    if (this.isPiece(index - 1) && this.isPiece(index)) return true;
    return this.isDigits(index) && !isPlainWord(before) && before.length > 1;
  }

  /** One letter, or digits. */
  private isPiece(index: number): boolean {
    return this.word(index).length === 1 || this.isDigits(index);
  }

  private isDigits(index: number): boolean {
    const reading = readDigits(this.tokens, index);
    return reading !== undefined && reading.form !== 'homophone';
  }

  private isNear(index: number): boolean {
    return this.gap(index).length <= 3;
  }

  /** What stands between a token and the one before it. */
  private gap(index: number): string {
    const [before, token] = [this.tokens[index - 1], this.tokens[index]];
    return this.text.slice(before?.end ?? 0, token?.start ?? this.text.length);
  }

  private word(index: number): string {
    return textAt(this.tokens, index);
  }
}
