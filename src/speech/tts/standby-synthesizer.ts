import { ProviderError } from '../../common/errors.js';
import type { Log } from '../../common/log.js';
import type { SpeechRequest, SpeechSynthesizer } from './speech-synthesizer.js';

/** A voice that is made ready while calls are taken already. Until then, and without it, it fails at once. */
export class StandbySynthesizer implements SpeechSynthesizer {
  readonly capabilities = { streaming: true };
  private ready: SpeechSynthesizer | null = null;
  private readonly starting: Promise<void>;

  constructor(
    readonly name: string,
    start: () => Promise<SpeechSynthesizer>,
    log: Log,
  ) {
    this.starting = start().then(
      (voice) => {
        this.ready = voice;
      },
      (err: unknown) => {
        log.warn('No local voice stands by: mend it, or set TTS_FALLBACK=none', { err });
      },
    );
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    if (!this.ready) throw new ProviderError(this.name, 'unavailable', 'it is not ready');
    yield* this.ready.synthesize(request, signal);
  }

  async close(): Promise<void> {
    await this.starting;
    await this.ready?.close();
  }
}
