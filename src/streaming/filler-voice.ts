import type { TaskGroup } from '../common/task-group.js';
import type { SpeechSynthesizer } from '../speech/index.js';
import type { Clause } from '../tutor/index.js';
import type { Playback } from './playback/playback.js';

/** Says a word into a wait. One that cannot be had is left out: it would only add to the trouble. */
export class FillerVoice {
  constructor(
    private readonly synthesizer: Pick<SpeechSynthesizer, 'synthesize'>,
    private readonly playback: Playback,
    private readonly tasks: TaskGroup,
  ) {}

  /** `isStillWanted` is asked once the audio is there. */
  say(clause: Clause, isStillWanted: () => boolean): void {
    this.tasks.run('filler', async (signal) => {
      const audio: Uint8Array[] = [];
      try {
        for await (const chunk of this.synthesizer.synthesize(clause, signal)) audio.push(chunk);
      } catch {
        return;
      }
      if (isStillWanted()) for (const chunk of audio) this.playback.bridge(chunk);
    });
  }
}
