/** A word and when it was said, in ms of the audio that the connection has carried. */
export interface HeardWord {
  readonly text: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly confidence: number;
}

/** What one message of the vendor tells. */
export interface Heard {
  /** Everything since the last final words; null when the message only tells of silence. */
  readonly words: readonly HeardWord[] | null;
  /** How far the audio was listened to. */
  readonly toMs: number;
  /** These words will not change any more. */
  readonly isFinal: boolean;
  /** The caller has finished, as far as the vendor can tell. */
  readonly isOver: boolean;
}

/** One of Deepgram's two listening protocols. */
export interface Dialect {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The text frame that asks for the final words of all audio so far. */
  readonly flush: string;
  /** The text frame that holds a connection open which has no audio to carry, if there is one. */
  readonly keepAlive: string | null;
  /** Audio travels in pieces of this size. */
  readonly chunkBytes: number;
  /** Reads the messages of one connection; null for those that tell nothing. */
  reader(): (message: unknown) => Heard | null;
}

export const telephone = { encoding: 'mulaw', sample_rate: '8000' };

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Seconds of the vendor as ms; anything else as nothing. */
export function toMs(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** The vendor's list of words, each placed where it says, or else within `span`. */
export function readWords(
  value: unknown,
  span: Readonly<{ fromMs: number; toMs: number }>,
): readonly HeardWord[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter(isRecord).flatMap((item) => {
    const text = item['punctuated_word'] ?? item['word'];
    if (typeof text !== 'string' || text === '') return [];
    const { confidence } = item;
    return {
      text,
      fromMs: toMs(item['start']) ?? span.fromMs,
      toMs: toMs(item['end']) ?? span.toMs,
      confidence: typeof confidence === 'number' ? confidence : 0,
    };
  });
}
