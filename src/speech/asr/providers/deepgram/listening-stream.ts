import type { Clock, Timer } from '../../../../common/clock.js';
import { ProviderError } from '../../../../common/errors.js';
import type { Log } from '../../../../common/log.js';
import type {
  RecognitionListener,
  RecognitionStream,
  Stretch,
  Transcript,
} from '../../speech-recognizer.js';
import { voicedMs } from '../../voiced-time.js';
import { connectionFailure, type LostConnection } from './connection-failure.js';
import type { Dialect } from './dialect.js';
import { HeardWords } from './heard-words.js';
import { ListeningSocket, type SocketEvents } from './listening-socket.js';
import { UnheardAudio } from './unheard-audio.js';

/** A vendor that is alive and says nothing for so long after a flush has nothing more to say. */
const settleMs = 500;
/** So much voice cannot have gone unnoticed; a cough can. */
const noticeableMs = 300;
const firstRetryMs = 100;
const longestRetryMs = 3200;

export interface ListeningNeeds {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly log: Log;
  /** A call outlives its connections; a single utterance is better asked for anew. */
  readonly reconnects: boolean;
}

interface Waiter {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hasVoice: boolean;
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

  async recognize(stretch: Stretch, signal: AbortSignal): Promise<Transcript> {
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    const { fromMs, toMs } = stretch;
    if (!this.words.covers(toMs)) await this.settled(stretch, signal);
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

  private lose(reason: LostConnection): void {
    this.offsetMs = null;
    this.settleTimer?.cancel();
    this.words.forgetLatest();
    if (this.failure) return;
    const { reconnects, log, clock } = this.needs;
    const failure = connectionFailure(reason);
    if (!reconnects || failure.kind === 'rejected') {
      this.fail(failure);
      return;
    }
    log.warn('recognition has no connection', { provider: 'deepgram', ...reason });
    this.retryTimer = clock.after(this.retryMs, () => {
      this.socket = this.connect();
    });
    this.retryMs = Math.min(longestRetryMs, this.retryMs * 2);
  }

  private async settled({ audio, fromMs, toMs }: Stretch, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const hasVoice = voicedMs(audio) >= noticeableMs;
    const waiter = { fromMs, toMs, hasVoice, resolve: resolve.bind(null, undefined), reject };
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

  /**
   * A flush of nothing is not answered: silence of a living vendor is an answer, too. One that has not
   * noticed a voice, though, is deaf, and another connection may hear it.
   */
  private awaitMore(): void {
    this.settleTimer?.cancel();
    this.settleTimer = this.needs.clock.after(settleMs, () => {
      let isDeaf = !this.socket.hasAnswered;
      for (const { fromMs, hasVoice, resolve } of isDeaf ? [] : this.waiters) {
        if (hasVoice && !this.words.haveReached(fromMs)) isDeaf = true;
        else resolve();
      }
      if (isDeaf) this.socket.drop();
    });
  }

  private fail(error: ProviderError): void {
    this.failure = error;
    for (const { reject } of this.waiters) reject(error);
  }
}
