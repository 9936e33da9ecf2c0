import type { Log } from '../common/log.js';
import type { TaskGroup } from '../common/task-group.js';
import type { SpeechRecognizer } from '../speech/index.js';
import type { TurnEvent } from './engine/events.js';

type Outcome = Extract<TurnEvent, { type: 'transcript' | 'recognition-failed' }>;

/** What recognition came to, without its time. */
export type RecognitionOutcome = Outcome extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'atMs'>
    : never
  : never;

/** The recognition of one call's speech: at most one is under way, a new one replaces the old. */
export class Recognition {
  private current = new AbortController();

  constructor(
    private readonly recognizer: SpeechRecognizer,
    private readonly tasks: TaskGroup,
    private readonly log: Log,
    private readonly tell: (outcome: RecognitionOutcome) => void,
  ) {}

  /** `audio` is mu-law at 8 kHz. The outcome names the generation; one that was aborted has none. */
  start(generation: number, audio: Uint8Array): void {
    this.abort();
    const { signal } = (this.current = new AbortController());
    this.tasks.run('recognition', async () => {
      try {
        const { text, confidence } = await this.recognizer.recognize({ audio }, signal);
        this.tell({ type: 'transcript', generation, text, confidence });
      } catch (err) {
        if (signal.aborted) return;
        this.log.error('the caller could not be recognised', { err });
        this.tell({ type: 'recognition-failed', generation });
      }
    });
  }

  abort(): void {
    this.current.abort();
  }
}
