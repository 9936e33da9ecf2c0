import type { Log } from '../common/log.js';
import type { TaskGroup } from '../common/task-group.js';
import type { EndOfTurnDetector } from '../speech/index.js';
import type { EventBody } from './engine/events.js';

type Verdict = EventBody<'completion'>;

/** How the caller sounds at a pause. Without a verdict the words decide alone. */
export class Judgement {
  constructor(
    private readonly detector: Pick<EndOfTurnDetector, 'completion'> | null,
    private readonly tasks: TaskGroup,
    private readonly log: Log,
    private readonly tell: (verdict: Verdict) => void,
  ) {}

  /** `audio` is mu-law at 8 kHz up to the pause. The verdict names the generation. */
  start(generation: number, audio: Uint8Array): void {
    const { detector } = this;
    if (!detector) return;
    this.tasks.run('judging the voice', async (signal) => {
      try {
        const probability = await detector.completion(audio, signal);
        this.tell({ type: 'completion', generation, probability });
      } catch (err) {
        if (!signal.aborted) this.log.warn('a turn was judged by its words alone', { err });
      }
    });
  }
}
