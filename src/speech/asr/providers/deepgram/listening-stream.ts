import type { Clock, Timer } from '../../../../common/clock.js';
import { kindOfStatus, ProviderError } from '../../../../common/errors.js';
import type { Log } from '../../../../common/log.js';
import type {
  RecognitionListener,
  RecognitionStream,
  Stretch,
  Transcript,
} from '../../speech-recognizer.js';
import type { Dialect } from './dialect.js';
import { HeardWords } from './heard-words.js';
import { ListeningSocket, type SocketEvents } from './listening-socket.js';
import { UnheardAudio } from './unheard-audio.js';

/** A vendor that is alive and says nothing for so long after a flush has nothing more to say. */
const settleMs = 500;
const firstRetryMs = 100;
const longestRetryMs = 3200;

export interface ListeningNeeds {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly log: Log;
}

interface Waiter {
  readonly toMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * One call at Deepgram. A connection that is lost is made again, and gets the audio again that has no
 * final words yet; who asks for words meanwhile waits, until a deadline around this one ends it.
 */
export class ListeningStream implements RecognitionStream {
  private readonly words = new HeardWords();
  private readonly unheard = new UnheardAudio();
  private readonly waiters = new Set<Waiter>();
  private socket: ListeningSocket;
  /** Where in the call the present connection began; null while there is none. */
  private offsetMs: number | null = null;
  private read: ReturnType<Dialect['reader']>;
  private retryMs = firstRetryMs;
  private retryTimer: Timer | undefined;
  private settleTimer: Timer | undefined;
  private failure: ProviderError | undefined;

  constructor(
    private readonly needs: ListeningNeeds,
    private readonly listener: RecognitionListener,
  ) {
    this.read = needs.dialect.reader();
    this.socket = this.connect();
  }

  push(audio: Uint8Array): void {
    if (this.failure) return;
    this.unheard.push(audio);
    if (this.offsetMs !== null) this.socket.send(audio);
  }

  async recognize({ fromMs, toMs }: Stretch, signal: AbortSignal): Promise<Transcript> {
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    if (!this.words.covers(toMs)) await this.settled(toMs, signal);
    return this.words.between(fromMs, toMs);
  }

  async close(): Promise<void> {
    this.retryTimer?.cancel();
    this.fail(new ProviderError('deepgram', 'unavailable', 'the call is over'));
    await this.socket.close();
  }

  private connect(): ListeningSocket {
    const { url, headers, dialect, clock } = this.needs;
    const events: SocketEvents = {
      opened: () => {
        this.begin();
      },
      message: (message) => {
        this.take(message);
      },
      lost: (reason) => {
        this.lose(reason);
      },
    };
    return new ListeningSocket(url, headers, dialect, clock, events);
  }

  private begin(): void {
    this.read = this.needs.dialect.reader();
    this.offsetMs = this.unheard.startMs;
    for (const audio of this.unheard.all()) this.socket.send(audio);
    if (this.waiters.size > 0) this.ask();
  }

  private take(message: unknown): void {
    const heard = this.read(message);
    if (!heard || this.offsetMs === null) return;
    this.retryMs = firstRetryMs;
    this.words.take(heard, this.offsetMs);
    this.unheard.settle(this.words.settledMs);
    this.listener.heard(this.words.partial());
    for (const waiter of this.waiters) if (this.words.covers(waiter.toMs)) waiter.resolve();
    if (this.waiters.size > 0) this.awaitMore();
  }

  private lose({ code, status }: { readonly code: number; readonly status?: number }): void {
    this.offsetMs = null;
    this.settleTimer?.cancel();
    this.words.forgetLatest();
    if (this.failure) return;
    this.needs.log.warn('recognition has no connection', { provider: 'deepgram', code, status });
    if (status !== undefined && kindOfStatus(status) === 'rejected') {
      const message = `the server answered ${status}; check DEEPGRAM_API_KEY and DEEPGRAM_STT_MODEL`;
      this.fail(new ProviderError('deepgram', 'rejected', message, { status }));
      return;
    }
    this.retryTimer = this.needs.clock.after(this.retryMs, () => {
      this.socket = this.connect();
    });
    this.retryMs = Math.min(longestRetryMs, this.retryMs * 2);
  }

  private async settled(toMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const waiter = { toMs, resolve: resolve.bind(null, undefined), reject };
    const onAbort = (): void => {
      reject(new DOMException('aborted', 'AbortError'));
    };
    this.waiters.add(waiter);
    signal.addEventListener('abort', onAbort, { once: true });
    if (this.offsetMs !== null) this.ask();
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.waiters.delete(waiter);
      if (this.waiters.size === 0) this.settleTimer?.cancel();
    }
  }

  private ask(): void {
    this.socket.flush();
    this.awaitMore();
  }

  /** A flush of nothing is not answered: silence of a living vendor is an answer, too. */
  private awaitMore(): void {
    this.settleTimer?.cancel();
    this.settleTimer = this.needs.clock.after(settleMs, () => {
      if (this.socket.hasAnswered) for (const { resolve } of this.waiters) resolve();
      else this.socket.drop();
    });
  }

  private fail(error: ProviderError): void {
    this.failure = error;
    for (const { reject } of this.waiters) reject(error);
  }
}
