import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Log } from '../../common/log.js';
import { PhraseStore } from './phrase-store.js';
import type { SpeechRequest, SpeechSynthesizer } from './speech-synthesizer.js';

/** Half an hour of speech. */
const limitBytes = 16 * 1024 * 1024;

/**
 * Synthesises phrases that never change only once: later they come from memory, which is filled from
 * disk at start-up. Nothing that goes wrong with the disk reaches a call.
 */
export class PhraseCache implements SpeechSynthesizer {
  readonly name;
  readonly voice;
  readonly capabilities;
  private readonly writes = new Set<Promise<void>>();
  private asked = 0;

  private constructor(
    private readonly inner: SpeechSynthesizer,
    private readonly store: PhraseStore,
    private readonly log: Log,
  ) {
    this.name = inner.name;
    this.voice = inner.voice ?? inner.name;
    this.capabilities = inner.capabilities;
  }

  /** Keeps its phrases in `home`/phrases. */
  static async open(
    inner: SpeechSynthesizer,
    home: string,
    log: Log,
    limit = limitBytes,
  ): Promise<PhraseCache> {
    const store = new PhraseStore(join(home, 'phrases'), limit);
    await store.load().catch((err: unknown) => {
      log.warn('kept phrases cannot be read and are synthesised again', { err });
    });
    return new PhraseCache(inner, store, log);
  }

  async *synthesize(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    this.asked++;
    if (request.fixed !== true) {
      yield* this.inner.synthesize(request, signal);
      return;
    }
    const key = this.keyOf(request.text);
    const kept = this.store.get(key);
    if (kept) {
      yield kept;
      return;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.inner.synthesize(request, signal)) {
      chunks.push(chunk);
      yield chunk;
    }
    this.keep(key, Buffer.concat(chunks));
  }

  /** How many clauses were asked for so far. */
  get clauses(): number {
    return this.asked;
  }

  /** Whether the phrase plays without the voice. */
  keeps(text: string): boolean {
    return this.store.get(this.keyOf(text)) !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.writes);
    await this.inner.close();
  }

  private keep(key: string, audio: Uint8Array): void {
    const write = this.store
      .put(key, new Uint8Array(audio))
      .catch((err: unknown) => {
        this.log.warn('a phrase cannot be kept on disk', { err });
      })
      .finally(() => this.writes.delete(write));
    this.writes.add(write);
  }

  private keyOf(text: string): string {
    const identity = JSON.stringify([this.name, this.voice, text]);
    return createHash('sha256').update(identity).digest('hex').slice(0, 32);
  }
}
