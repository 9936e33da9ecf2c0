import type { PartialWords, Transcript } from '../../speech-recognizer.js';
import type { Heard, HeardWord } from './dialect.js';

/** Nobody asks for words that are older. */
const keptMs = 120_000;
/** The vendor's verdict may fall a little before the end of the silence that we heard. */
const slackMs = 250;

/** The words of one call by the time they were said, in ms of the call. */
export class HeardWords {
  private finals: readonly HeardWord[] = [];
  private latest: readonly HeardWord[] = [];
  private isOver = false;
  private heardMs = 0;
  private coveredMs = 0;
  private finalMs = 0;
  /** How far the present connection has listened. */
  private listenedMs = 0;

  /** All audio before this moment has its final words. */
  get settledMs(): number {
    return this.finalMs;
  }

  /** True when no more words are to come for the call up to `toMs`. */
  covers(toMs: number): boolean {
    return this.coveredMs >= toMs && (this.isOver || this.latest.length === 0);
  }

  /** True when the vendor has listened past this moment, words or none. */
  haveReached(ms: number): boolean {
    return Math.max(this.listenedMs, this.finalMs) > ms;
  }

  /** Takes a message in; `offsetMs` is where in the call its connection began. */
  take(heard: Heard, offsetMs: number): void {
    const toMs = heard.toMs + offsetMs;
    this.isOver = heard.isOver;
    this.heardMs = Math.max(this.heardMs, toMs);
    this.listenedMs = Math.max(this.listenedMs, toMs);
    if (heard.words) this.replace(heard.words, heard.isFinal, offsetMs);
    if (heard.isFinal) this.finalMs = Math.max(this.finalMs, toMs);
    if (heard.isOver || heard.isFinal) {
      const certainMs = heard.isOver && heard.words ? toMs + slackMs : toMs;
      this.coveredMs = Math.max(this.coveredMs, certainMs);
    }
  }

  /** The connection is gone: what was not final will be heard again on the next. */
  forgetLatest(): void {
    this.latest = [];
    this.isOver = false;
    this.listenedMs = 0;
    this.coveredMs = Math.min(this.coveredMs, this.finalMs + slackMs);
  }

  between(fromMs: number, toMs: number): Transcript {
    const words = this.all().filter((word) => isWithin(word, fromMs, toMs));
    if (words.length === 0) return { text: '', confidence: null };
    const sum = words.reduce((total, { confidence }) => total + confidence, 0);
    return { text: textOf(words), confidence: sum / words.length };
  }

  partial(): PartialWords {
    const words = this.all();
    return {
      since: (fromMs) => textOf(words.filter((word) => isWithin(word, fromMs, Infinity))),
      toMs: this.heardMs,
      isOver: this.isOver,
    };
  }

  private replace(words: readonly HeardWord[], areFinal: boolean, offsetMs: number): void {
    const placed = words.map((word) => ({
      ...word,
      fromMs: word.fromMs + offsetMs,
      toMs: word.toMs + offsetMs,
    }));
    this.latest = areFinal ? [] : placed;
    if (!areFinal) return;
    const kept = this.finals.filter(({ toMs }) => toMs > this.heardMs - keptMs);
    this.finals = [...kept, ...placed];
  }

  private all(): readonly HeardWord[] {
    return [...this.finals, ...this.latest];
  }
}

function isWithin({ fromMs, toMs }: HeardWord, startMs: number, endMs: number): boolean {
  const middleMs = (fromMs + toMs) / 2;
  return middleMs >= startMs && middleMs < endMs + slackMs;
}

function textOf(words: readonly HeardWord[]): string {
  return words.map(({ text }) => text).join(' ');
}
