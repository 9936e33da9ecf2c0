/** A word and when it was said, in seconds of the stream. */
export interface HeardWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly punctuated_word: string;
}

const confidence = 0.98;

export function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
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
