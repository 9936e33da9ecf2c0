import { ProviderError } from '../../common/errors.js';
import type { Log } from '../../common/log.js';
import type { Standby } from './fallback-recognizer.js';
import type { SpeechRecognizer, Transcript, Utterance } from './speech-recognizer.js';

/**
 * A recogniser that is made ready while calls are taken already. Until then, and without it, it fails at
 * once.
 */
export class StandbyRecognizer implements Standby {
  readonly capabilities = { streaming: false, confidence: false };
  private ready: SpeechRecognizer | null = null;
  private readonly starting: Promise<void>;

  constructor(
    readonly name: string,
    start: () => Promise<SpeechRecognizer>,
    log: Log,
  ) {
    this.starting = start().then(
      (recognizer) => {
        this.ready = recognizer;
        log.info('A recogniser stands by', { provider: name });
      },
      (err: unknown) => {
        log.warn('No local recogniser stands by: mend it, or set ASR_FALLBACK=none', { err });
      },
    );
  }

  get isReady(): boolean {
    return this.ready !== null;
  }

  async recognize(utterance: Utterance, signal: AbortSignal): Promise<Transcript> {
    signal.throwIfAborted();
    if (!this.ready) throw new ProviderError(this.name, 'unavailable', 'it is not ready');
    return this.ready.recognize(utterance, signal);
  }

  async close(): Promise<void> {
    await this.starting;
    await this.ready?.close();
  }
}
