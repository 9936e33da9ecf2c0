import type { Ask } from '../pieces.js';

/** A piece of the answer, the failure that comes in its place, or silence that heeds no signal. */
export type ScriptedPiece = string | Error | typeof silence;

export const silence = Symbol('silence');

/** A provider that answers what it was given, question by question, and then empty. */
export class ScriptedAsk {
  asked = 0;
  /** Answers that were read to their end, failed or were left; silent ones never end. */
  ended = 0;
  aborted = 0;
  private readonly answers: (readonly ScriptedPiece[])[];

  constructor(...answers: readonly (readonly ScriptedPiece[])[]) {
    this.answers = [...answers];
  }

  readonly ask: Ask<string> = (signal) => this.answer(this.answers.shift() ?? [], signal);

  private async *answer(
    pieces: readonly ScriptedPiece[],
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    this.asked++;
    signal.addEventListener('abort', () => this.aborted++, { once: true });
    try {
      for (const piece of pieces) {
        if (piece === silence) await new Promise(() => undefined);
        else if (typeof piece === 'string') yield piece;
        else throw piece;
      }
    } finally {
      this.ended++;
    }
  }
}

/** What is not blank. */
export const isUseful = (piece: string): boolean => piece.trim() !== '';

export interface Outcome {
  readonly pieces: readonly string[];
  readonly error: unknown;
}

export async function read(
  answer: AsyncIterable<string>,
  onPiece: () => void = () => undefined,
): Promise<Outcome> {
  const pieces: string[] = [];
  try {
    for await (const piece of answer) {
      pieces.push(piece);
      onPiece();
    }
  } catch (error) {
    return { pieces, error };
  }
  return { pieces, error: undefined };
}
