import { EventEmitter, once } from 'node:events';

import type { WebSocket } from 'ws';

/** A message as it came from the simulator, with the time of its arrival. */
export interface StreamMessage {
  readonly atMs: number;
  readonly event: string;
  readonly body: Record<string, unknown>;
}

/** The server's end of one stream in a test: remembers what came, sends what it is told. */
export class ServerStream {
  readonly messages: StreamMessage[] = [];
  readonly closed: Promise<number>;
  private readonly arrivals = new EventEmitter();
  private streamSid = '';

  constructor(private readonly socket: WebSocket) {
    this.arrivals.setMaxListeners(0);
    this.closed = new Promise((resolve) => {
      socket.once('close', resolve);
    });
    socket.on('message', (data: Buffer) => {
      this.receive(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    });
  }

  of(event: string): StreamMessage[] {
    return this.messages.filter((message) => message.event === event);
  }

  /** The `count`th message of that kind, when it is there. */
  async next(event: string, count = 1): Promise<StreamMessage> {
    for (;;) {
      const message = this.of(event)[count - 1];
      if (message) return message;
      await once(this.arrivals, event);
    }
  }

  /** The caller's audio in the `count`th media message, when it is there. */
  async nextAudio(count: number): Promise<Uint8Array> {
    const { body } = await this.next('media', count);
    const { payload } = body['media'] as { payload: string };
    return Buffer.from(payload, 'base64');
  }

  play(audio: Uint8Array): void {
    this.send('media', { media: { payload: Buffer.from(audio).toString('base64') } });
  }

  mark(name: string): void {
    this.send('mark', { mark: { name } });
  }

  clear(): void {
    this.send('clear', {});
  }

  send(event: string, body: object, streamSid = this.streamSid): void {
    this.socket.send(JSON.stringify({ event, streamSid, ...body }));
  }

  sendRaw(data: string | Uint8Array): void {
    this.socket.send(data);
  }

  close(code = 1000): void {
    this.socket.close(code);
  }

  terminate(): void {
    this.socket.terminate();
  }

  private receive(body: Record<string, unknown>): void {
    const event = String(body['event']);
    if (event === 'start') this.streamSid = String(body['streamSid']);
    this.messages.push({ atMs: performance.now(), event, body });
    this.arrivals.emit(event);
  }
}
