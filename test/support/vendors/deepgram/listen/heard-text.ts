/** A word and when it was said, in seconds of the stream. */
export interface HeardWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly punctuated_word: string;
}

/** Speech is taken to run at this pace, which says how much of a text was heard so far. */
const msPerWord = 300;
const confidence = 0.98;

/** The planned texts, one for each stretch of speech; the last is not repeated. */
export class TextQueue {
  private readonly texts: string[];

  constructor(texts: readonly string[] = ['What is five plus two?']) {
    this.texts = [...texts];
  }

  next(): string {
    return this.texts.shift() ?? '';
  }
}

export function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** How many words fit into this much speech; at least one. */
export function wordsWithin(speechMs: number): number {
  return Math.max(1, Math.floor(speechMs / msPerWord));
}

/** The words, spread evenly over a stretch of the stream. */
export function timedWords(
  words: readonly string[],
  startMs: number,
  endMs: number,
): readonly HeardWord[] {
  const step = (endMs - startMs) / Math.max(1, words.length);
  return words.map((word, index) => ({
    word: word.toLowerCase().replace(/[^\p{L}\p{N}']/gu, ''),
    start: (startMs + index * step) / 1000,
    end: (startMs + (index + 1) * step) / 1000,
    confidence,
    punctuated_word: word,
  }));
}
