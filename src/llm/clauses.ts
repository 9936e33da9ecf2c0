/** The first clause ends at the first pause of this many characters, or after so many words. */
const FIRST_CLAUSE_CHARACTERS = 12;
const FIRST_CLAUSE_WORDS = 8;
/** A long sentence is cut at a comma from here on, and anywhere at the limit. */
const LONG_CLAUSE_CHARACTERS = 100;
const MAX_CLAUSE_CHARACTERS = 180;

const SENTENCE_END = /[.!?…]["'”’)\]*_]*$/;
/** A word that ends the first clause before it is known what follows it. */
const PAUSE_AT_ONCE = /\p{L}{2}[,;:]$/u;
const PAUSE = /[,;:—–]["'”’)\]*_]*$/;
const ABBREVIATION =
  /^["'“‘([]*(?:mr|mrs|ms|dr|prof|st|no|vs|etc|approx|e\.g|i\.e|cf|a\.m|p\.m|\p{L}|(?:\p{L}\.)+\p{L})\.$/iu;

/**
 * Cuts a stream of tokens into clauses for speech: a short first one, so that the voice can start,
 * then whole sentences. Where the cuts fall depends on the text alone, not on how it was tokenised. The
 * first clause does not wait for the word behind its comma.
 * Whitespace is normalised; but for that and the rare over-long word, the clauses joined by a space
 * are the text.
 */
export async function* splitClauses(tokens: AsyncIterable<string>): AsyncGenerator<string> {
  const clause = new ClauseBuilder();
  let word = '';
  for await (const token of tokens) {
    for (const character of token) {
      if (/\s/.test(character)) {
        yield* clause.add(word);
        word = '';
      } else {
        word += character;
      }
      if (word.length >= MAX_CLAUSE_CHARACTERS || clause.endsFirstWith(word)) {
        yield* clause.add(word);
        word = '';
      }
    }
  }
  yield* clause.add(word);
  yield* clause.flush();
}

/** Gathers words until they make a clause. Decides on each word without seeing the next. */
class ClauseBuilder {
  private words: string[] = [];
  private length = 0;
  private isFirst = true;

  *add(word: string): Generator<string> {
    if (word === '') return;
    if (this.length > 0 && this.length + 1 + word.length > MAX_CLAUSE_CHARACTERS) {
      yield* this.flush();
    }
    this.length += word.length + (this.words.length > 0 ? 1 : 0);
    this.words.push(word);
    if (this.isComplete(word)) yield* this.flush();
  }

  /** Whether this much of a word already completes the first clause. */
  endsFirstWith(word: string): boolean {
    if (!this.isFirst || !PAUSE_AT_ONCE.test(word)) return false;
    const gap = this.words.length > 0 ? 1 : 0;
    return this.length + gap + word.length >= FIRST_CLAUSE_CHARACTERS;
  }

  *flush(): Generator<string> {
    if (this.words.length === 0) return;
    const clause = this.words.join(' ');
    this.words = [];
    this.length = 0;
    this.isFirst = false;
    yield clause;
  }

  private isComplete(lastWord: string): boolean {
    const ends = SENTENCE_END.test(lastWord) && !ABBREVIATION.test(lastWord);
    const pauses = ends || PAUSE.test(lastWord);
    if (this.isFirst) {
      const isLong = this.words.length >= FIRST_CLAUSE_WORDS;
      return isLong || (pauses && this.length >= FIRST_CLAUSE_CHARACTERS);
    }
    return ends || (pauses && this.length >= LONG_CLAUSE_CHARACTERS);
  }
}
