import { guarded, watched, type Breaker, type Patience } from '../../common/resilience/index.js';
import type { SpeechRequest, SpeechSynthesizer } from './speech-synthesizer.js';

/** How long a voice may keep its caller waiting, and the breaker of one that may be down. */
export interface VoiceGuard extends Pick<Patience, 'clock' | 'firstMs' | 'betweenMs'> {
  /**
   * None for an engine in this process: it does not go away, and when it is late because it is busy, a
   * second try or a pause of two minutes would not make it quicker.
   */
  readonly breaker?: Breaker;
}

/**
 * A voice that fails in time: a deadline on its first audio, which all its tries share, and a watchdog
 * between chunks. Once audio was given it is not asked again.
 */
export class GuardedSynthesizer implements SpeechSynthesizer {
  readonly name;
  readonly voice;
  readonly capabilities;

  constructor(
    private readonly inner: SpeechSynthesizer,
    private readonly guard: VoiceGuard,
  ) {
    this.name = inner.name;
    this.voice = inner.voice ?? inner.name;
    this.capabilities = inner.capabilities;
  }

  synthesize(request: SpeechRequest, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const { breaker, ...patience } = this.guard;
    const guard = { ...patience, provider: this.name, awaited: 'audio', isUseful };
    const ask = (asked: AbortSignal): AsyncIterable<Uint8Array> =>
      this.inner.synthesize(request, asked);
    return breaker
      ? guarded(ask, { ...guard, breaker }, signal)
      : watched(ask, guard, isUseful, signal);
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}

const isUseful = (audio: Uint8Array): boolean => audio.length > 0;
