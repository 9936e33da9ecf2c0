import type { IncomingMessage } from 'node:http';
import { WebSocket, type RawData } from 'ws';
import type { Clock, Timer } from '../../../../common/clock.js';
import { retryAfterOf, type LostConnection } from './connection-failure.js';
import type { Dialect } from './dialect.js';

/** Deepgram closes a connection that has carried nothing for 10 s. */
const keepAliveMs = 4000;
const handshakeMs = 3000;
const closeMs = 1000;
/** Nobody says more between two messages. */
const longestMessageBytes = 1_048_576;

export interface SocketEvents {
  opened(): void;
  /** Any JSON. */
  message(message: unknown): void;
  /** The connection is gone, or never came. */
  lost(reason: LostConnection): void;
}

/**
 * One connection to Deepgram. Plain `ws`: the SDK's socket reconnects by itself, which would lose the
 * audio in between, and takes one handler for each event.
 */
export class ListeningSocket {
  private readonly socket: WebSocket;
  private readonly closed: Promise<void>;
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private isIdle = true;
  private reason: Omit<LostConnection, 'code'> = {};
  private idleTimer: Timer | undefined;
  private isAlive = false;

  constructor(
    url: URL,
    headers: Readonly<Record<string, string>>,
    private readonly dialect: Dialect,
    private readonly clock: Clock,
    private readonly events: SocketEvents,
  ) {
    const socket = new WebSocket(url, {
      headers,
      handshakeTimeout: handshakeMs,
      maxPayload: longestMessageBytes,
    });
    this.socket = socket;
    socket.on('open', () => {
      this.stayAlive();
      events.opened();
    });
    socket.on('message', (data, isBinary) => {
      this.isAlive = true;
      this.read(data, isBinary);
    });
    socket.on('pong', () => (this.isAlive = true));
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      const { statusCode: status, headers: said } = response;
      this.reason = { ...(status !== undefined && { status }), ...retryAfterOf(said) };
      socket.terminate();
    });
    // The close that follows tells. Errors of `ws` itself are about frames that break the protocol.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code?.startsWith('WS_ERR_') === true) this.reason = { isMalformed: true };
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code) => {
        this.idleTimer?.cancel();
        resolve();
        events.lost({ code, ...this.reason });
      });
    });
  }

  send(audio: Uint8Array): void {
    this.pending.push(audio);
    this.pendingBytes += audio.length;
    if (this.pendingBytes >= this.dialect.chunkBytes) this.sendPending();
  }

  /** Asks for the final words of all audio so far, and for a sign of life. */
  flush(): void {
    this.sendPending();
    this.isAlive = false;
    this.socket.send(this.dialect.flush);
    this.socket.ping();
  }

  /** The vendor has been heard of since the last flush. */
  get hasAnswered(): boolean {
    return this.isAlive;
  }

  drop(): void {
    this.socket.terminate();
  }

  async close(): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) this.socket.terminate();
    else {
      this.socket.send(JSON.stringify({ type: 'CloseStream' }));
      this.socket.close(1000);
    }
    const timer = this.clock.after(closeMs, () => {
      this.socket.terminate();
    });
    await this.closed;
    timer.cancel();
  }

  private sendPending(): void {
    if (this.pendingBytes === 0) return;
    this.socket.send(Buffer.concat(this.pending));
    this.pending = [];
    this.pendingBytes = 0;
    this.isIdle = false;
  }

  private stayAlive(): void {
    const { keepAlive } = this.dialect;
    if (keepAlive === null) return;
    this.idleTimer = this.clock.after(keepAliveMs, () => {
      if (this.isIdle) this.socket.send(keepAlive);
      this.isIdle = true;
      this.stayAlive();
    });
  }

  private read(data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : parseJson(data);
    if (message !== undefined) {
      this.events.message(message);
      return;
    }
    this.reason = { isMalformed: true };
    this.drop();
  }
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse(textOf(data));
  } catch {
    // Not the vendor's protocol: the connection is given up.
    return undefined;
  }
}

function textOf(data: RawData): string {
  return Buffer.concat([data].flat().map((part) => new Uint8Array(part))).toString('utf8');
}
