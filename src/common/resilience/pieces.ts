/**
 * Puts a question to a provider, anew each time it is called. The answer comes in pieces; an answer of
 * one piece is a stream too, so that each policy exists once.
 */
export type Ask<T> = (signal: AbortSignal) => AsyncIterable<T>;

/** Whether a piece is one that the caller can be given: words, audio, and not the mere sign of life. */
export type IsUseful<T> = (piece: T) => boolean;

/** An answer of one piece as a stream. */
export async function* once<T>(work: Promise<T>): AsyncGenerator<T> {
  yield await work;
}

/** The piece of an answer that has one. */
export async function only<T>(answer: AsyncIterable<T>): Promise<T> {
  for await (const piece of answer) return piece;
  throw new Error('an answer of one piece ended without it');
}
