import { isRecord, readWords, telephone, toMs, type Dialect, type Heard } from './dialect.js';

/** A turn is noticed so long after it began. */
const noticeMs = 300;

/** Flux, at `/v2/listen`, which tells turns. A turn's words are sent whole each time. */
export function flux(model: string): Dialect {
  return {
    path: '/v2/listen',
    query: { ...telephone, model, eager_eot_threshold: '0.5' },
    flush: JSON.stringify({ type: 'ForceEndTurn' }),
    keepAlive: null,
    chunkBytes: 640,
    reader: () => {
      const reader = new TurnReader();
      return (message) => reader.read(message);
    },
  };
}

/** Flux need not say when a word was spoken; then it lies between the turn's first and last news. */
class TurnReader {
  private startMs: number | null = null;
  private changedMs = 0;
  private transcript = '';

  read(message: unknown): Heard | null {
    if (!isRecord(message) || message['type'] !== 'TurnInfo') return null;
    const { event, transcript, words } = message;
    const endMs = toMs(message['audio_window_end']);
    if (endMs === undefined || typeof transcript !== 'string') return null;
    if (transcript === '' && event === 'Update') {
      return { words: null, toMs: endMs - noticeMs, isFinal: false, isOver: true };
    }
    const span = this.follow(transcript, endMs);
    const isFinal = event === 'EndOfTurn';
    if (isFinal) this.forget();
    const isOver = isFinal || event === 'EagerEndOfTurn';
    return { words: readWords(words, span), toMs: endMs, isFinal, isOver };
  }

  private follow(transcript: string, endMs: number): { fromMs: number; toMs: number } {
    this.startMs ??= endMs;
    if (transcript !== this.transcript) this.changedMs = endMs;
    this.transcript = transcript;
    return { fromMs: this.startMs, toMs: this.changedMs };
  }

  private forget(): void {
    this.startMs = null;
    this.transcript = '';
  }
}
