import type { RawData, WebSocket } from 'ws';
import type { Delivery } from '../server/answer.js';
import { isRecord, readJsonObject } from '../server/recorded-request.js';

/**
 * How a conversation ends that does not come to its own end, and how its messages are distorted: a piece
 * is a message here, `writeBytes` are the sizes of the frames that carry it, and `bodyInstead` is said
 * instead of each. Any content type that is not JSON sends messages as binary ones.
 */
export interface SocketPlan extends Delivery {
  /** Closes the socket so long after it opened; the code 1006 drops the connection without a word. */
  readonly closes?: { readonly afterMs: number; readonly code: number; readonly reason?: string };
}

/** What the client has said on a socket so far. */
export class SocketTraffic {
  private readonly sentTexts: Readonly<Record<string, unknown>>[] = [];
  private readonly sentAudio: Uint8Array[] = [];

  /** The query of the handshake. */
  constructor(readonly query: Readonly<Record<string, string>>) {}

  get texts(): readonly Readonly<Record<string, unknown>>[] {
    return this.sentTexts;
  }

  get audio(): Uint8Array {
    return Buffer.concat(this.sentAudio);
  }

  addText(message: Readonly<Record<string, unknown>>): void {
    this.sentTexts.push(message);
  }

  addAudio(bytes: Uint8Array): void {
    this.sentAudio.push(bytes);
  }
}

export interface SocketEars {
  /** A JSON message with a `type`. */
  text(type: string, message: Readonly<Record<string, unknown>>): void;
  audio(bytes: Uint8Array): void;
}

/** The vendor's end of one WebSocket: what is sent after the close is dropped, timers end with it. */
export class SocketLine {
  private readonly closed = new AbortController();
  private messagesLeft: number;
  private framesSent = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly traffic: SocketTraffic,
    private readonly plan: SocketPlan,
  ) {
    const { closes, breaksOff } = plan;
    const at = breaksOff?.at;
    this.messagesLeft = typeof at === 'object' && 'pieces' in at ? at.pieces : Infinity;
    if (this.messagesLeft === 0) this.breakOff();
    socket.once('close', () => {
      this.closed.abort();
    });
    if (closes) {
      this.after(closes.afterMs, () => {
        if (closes.code === 1006) socket.terminate();
        else this.close(closes.code, closes.reason);
      });
    }
  }

  get signal(): AbortSignal {
    return this.closed.signal;
  }

  listen(ears: SocketEars): void {
    this.socket.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = Buffer.concat([data].flat().map((part) => new Uint8Array(part)));
      if (isBinary) {
        this.traffic.addAudio(bytes);
        ears.audio(bytes);
        return;
      }
      const message = readJsonObject(bytes);
      if (!isRecord(message) || typeof message['type'] !== 'string') {
        this.close(1008, 'DATA-0000: the message is not JSON with a type');
        return;
      }
      this.traffic.addText(message);
      ears.text(message['type'], message);
    });
  }

  send(message: object): void {
    if (this.socket.readyState !== this.socket.OPEN || this.messagesLeft <= 0) return;
    const { bodyInstead = JSON.stringify(message), contentType = 'json' } = this.plan;
    this.sendFrames(Buffer.from(bodyInstead), !contentType.includes('json'));
    this.messagesLeft -= 1;
    if (this.messagesLeft <= 0) this.breakOff();
  }

  sendAudio(bytes: Uint8Array): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(bytes);
  }

  close(code: number, reason?: string): void {
    this.socket.close(code, reason);
  }

  /** Runs the action unless the socket has closed by then; returns how to call it off. */
  after(delayMs: number, action: () => void): () => void {
    const timer = setTimeout(action, delayMs);
    const cancel = (): void => {
      clearTimeout(timer);
    };
    this.signal.addEventListener('abort', cancel, { once: true });
    return cancel;
  }

  private sendFrames(bytes: Buffer, binary: boolean): void {
    const { writeBytes: sizes = [] } = this.plan;
    for (let from = 0; from < bytes.length;) {
      const size = sizes[this.framesSent++ % sizes.length] ?? bytes.length;
      const slice = bytes.subarray(from, from + size);
      from += slice.length;
      this.socket.send(slice, { binary, fin: from >= bytes.length });
    }
  }

  private breakOff(): void {
    const how = this.plan.breaksOff?.how;
    if (how === 'hang') this.socket.pause();
    else if (how === 'end') this.socket.close(1000);
    else this.socket.terminate();
  }
}
