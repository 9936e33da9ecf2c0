import type { Log } from '../common/log.js';
import type { TaskGroup } from '../common/task-group.js';
import type {
  PartialWords,
  RecognitionStream,
  SpeechRecognizer,
  Transcript,
} from '../speech/index.js';
import type { EventBody } from './engine/events.js';

/** What recognition came to, without its time. */
export type RecognitionOutcome = RecognisedWords | EventBody<'recognition-failed'>;

/** What was said, before the tutor has weighed it. */
export type RecognisedWords = Omit<EventBody<'transcript'>, 'fit'>;

export interface RecognitionEvents {
  ended(outcome: RecognitionOutcome): void;
  /** What a recogniser that listens to whole calls understands meanwhile. */
  heard(words: PartialWords): void;
}

/** Where in the call an utterance lies, in ms of the caller's audio. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The recognition of one call's speech: at most one is under way, a new one replaces the old. Where the
 * recogniser listens to whole calls, `hear` gives it every frame.
 */
export class Recognition {
  private current = new AbortController();
  private stream: RecognitionStream | undefined;

  constructor(
    private readonly recognizer: SpeechRecognizer,
    private readonly tasks: TaskGroup,
    private readonly log: Log,
    private readonly events: RecognitionEvents,
  ) {}

  /** Caller audio (mu-law, 8 kHz), every frame of the call. */
  hear(audio: Uint8Array): void {
    this.stream ??= this.open();
    this.stream?.push(audio);
  }

  /**
   * `audio` is mu-law at 8 kHz and lies at `span` in what was heard. The outcome names the generation;
   * one that was aborted has none.
   */
  start(generation: number, audio: Uint8Array, span: Span): void {
    this.abort();
    const { signal } = (this.current = new AbortController());
    this.tasks.run('recognition', async () => {
      try {
        const { text, confidence } = await this.recognize(audio, span, signal);
        this.events.ended({ type: 'transcript', generation, text, confidence });
      } catch (err) {
        if (signal.aborted) return;
        this.log.error('the caller could not be recognised', { err });
        this.events.ended({ type: 'recognition-failed', generation });
      }
    });
  }

  abort(): void {
    this.current.abort();
  }

  private async recognize(audio: Uint8Array, span: Span, signal: AbortSignal): Promise<Transcript> {
    return this.stream
      ? this.stream.recognize({ audio, ...span }, signal)
      : this.recognizer.recognize({ audio }, signal);
  }

  /** The stream is closed with the call's other tasks. */
  private open(): RecognitionStream | undefined {
    const stream = this.recognizer.open?.(this.events);
    if (!stream) return undefined;
    this.tasks.run('recognition stream', async (signal) => {
      if (!signal.aborted) {
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve, { once: true });
        });
      }
      await stream.close();
    });
    return stream;
  }
}
