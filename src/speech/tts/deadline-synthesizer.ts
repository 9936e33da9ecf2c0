import type { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/resilience/index.js';
import type { SpeechRequest, SpeechSynthesizer } from './speech-synthesizer.js';

/** Gives up on a synthesizer whose first, or next, audio does not come: `ProviderError`, kind timeout. */
export class DeadlineSynthesizer implements SpeechSynthesizer {
  readonly name;
  readonly voice;
  readonly capabilities;

  constructor(
    private readonly inner: SpeechSynthesizer,
    private readonly deadlineMs: number,
    private readonly clock: Clock,
  ) {
    this.name = inner.name;
    this.voice = inner.voice ?? inner.name;
    this.capabilities = inner.capabilities;
  }

  /** Only waiting counts: audio that the caller has not asked for yet is not late. */
  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { name, deadlineMs, clock } = this;
    const deadline = { clock, deadlineMs, provider: name, missed: 'no audio' };
    const leave = new AbortController();
    const limited = AbortSignal.any([signal, leave.signal]);
    const chunks = this.inner.synthesize(request, limited)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await withDeadline(async () => chunks.next(), deadline, signal);
        if (next.done) return;
        yield next.value;
      }
    } finally {
      leave.abort();
      // Not waited for: a synthesizer that hangs would hang here as well.
      chunks.return?.().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.inner.close();
  }
}
