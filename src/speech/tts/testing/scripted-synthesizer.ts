import { setTimeout as sleep } from 'node:timers/promises';
import type { SpeechRequest, SpeechSynthesizer } from '../speech-synthesizer.js';

/** What a scripted synthesizer does next: gives a chunk, fails, or says nothing for ever. */
export type ScriptedStep = Uint8Array | Error | 'hang';

/** Plays the same script for every request, and remembers the requests. */
export class ScriptedSynthesizer implements SpeechSynthesizer {
  readonly name = 'scripted';
  readonly capabilities = { streaming: true };
  readonly spoken: string[] = [];
  closed = false;
  aborted = false;

  constructor(
    private readonly script: readonly ScriptedStep[],
    readonly voice = 'first',
  ) {}

  async *synthesize({ text }: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    this.spoken.push(text);
    signal.addEventListener('abort', () => {
      this.aborted = true;
    });
    for (const step of this.script) {
      if (step instanceof Error) throw step;
      if (step === 'hang') await sleep(3_600_000, undefined, { ref: false });
      else yield step;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.resolve();
  }
}
