import { isAbort } from '../../common/errors.js';
import type { Log } from '../../common/log.js';
import type { Meter } from '../../common/meter.js';
import { withFallback } from '../../common/resilience/index.js';
import type { SpeechRequest, SpeechSynthesizer } from './speech-synthesizer.js';

/**
 * Speaks with a second voice when the first one fails before the clause has begun. A clause that breaks
 * off stays broken off: the caller would hear half a sentence twice. All clauses of one reply share one
 * signal, and a reply that has changed voices once goes on with the second, so that the caller waits for
 * the first no more than once and hears one change at most.
 */
export class FallbackSynthesizer implements SpeechSynthesizer {
  readonly name;
  readonly voice;
  readonly capabilities;
  /** The replies that have changed voices. */
  private readonly changed = new WeakSet<AbortSignal>();

  constructor(
    private readonly first: SpeechSynthesizer,
    private readonly second: SpeechSynthesizer,
    private readonly log: Log,
    private readonly meter: Meter,
  ) {
    this.name = first.name;
    this.voice = first.voice ?? first.name;
    this.capabilities = first.capabilities;
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const [voice, other] = this.changed.has(signal)
      ? [this.second, this.first]
      : [this.first, this.second];
    let speaking = voice;
    const fallback = {
      ask: (asked: AbortSignal) => other.synthesize(request, asked),
      onFailure: (err: unknown) => {
        speaking = other;
        this.note(voice, other, err, signal);
      },
    };
    try {
      const ask = (asked: AbortSignal): AsyncIterable<Uint8Array> =>
        voice.synthesize(request, asked);
      for await (const audio of withFallback(ask, fallback, hasSound, signal)) {
        request.spokenBy?.(speaking.name);
        yield audio;
      }
    } catch (error) {
      if (!isAbort(error)) this.changed.add(signal);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.first.close(), this.second.close()]);
  }

  private note(
    voice: SpeechSynthesizer,
    other: SpeechSynthesizer,
    err: unknown,
    signal: AbortSignal,
  ): void {
    this.changed.add(signal);
    this.meter.count('fallbacks', 'tts');
    const fields = { provider: voice.name, fallback: other.name, err };
    this.log.warn('The voice failed; another one speaks', fields);
  }
}

function hasSound(audio: Uint8Array): boolean {
  return audio.length > 0;
}
