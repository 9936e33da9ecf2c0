import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type WebSocket, WebSocketServer } from 'ws';

import { ServerStream } from './server-stream.js';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Form fields of a POST, query parameters of a GET. */
  readonly fields: Record<string, string>;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly contentType?: string;
  readonly body: string;
  readonly delayMs?: number;
}

export interface ServerScript {
  /** TwiML, or a whole answer, for each webhook request. */
  readonly answer: (request: ReceivedRequest, origin: string) => string | ScriptedAnswer;
  readonly onStream?: (stream: ServerStream) => void;
  /** Answers upgrades with this status instead of opening a stream. */
  readonly refuseUpgradesWith?: number;
}

/** A server to be called: answers webhooks and carries streams as the script of a test says. */
export class ScriptedServer {
  readonly requests: ReceivedRequest[] = [];
  readonly upgrades: ReceivedRequest[] = [];
  readonly streams: ServerStream[] = [];
  private readonly sockets = new WebSocketServer({ noServer: true });

  private constructor(
    private readonly http: Server,
    private readonly script: ServerScript,
  ) {}

  static async start(script: ServerScript): Promise<ScriptedServer> {
    const http = createServer();
    const server = new ScriptedServer(http, script);
    server.listen();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get streamUrl(): string {
    return `ws://127.0.0.1:${this.port}/webhook/media-stream`;
  }

  requestsTo(path: string): ReceivedRequest[] {
    return this.requests.filter((request) => request.path.startsWith(path));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  private listen(): void {
    this.http.on('request', (request, response) => {
      void readRequest(request).then((received) => {
        this.requests.push(received);
        const scripted = this.script.answer(received, this.origin);
        const answer = typeof scripted === 'string' ? { body: scripted } : scripted;
        setTimeout(() => {
          response.writeHead(answer.status ?? 200, {
            'Content-Type': answer.contentType ?? 'text/xml; charset=utf-8',
          });
          response.end(answer.body);
        }, answer.delayMs ?? 0).unref();
      });
    });
    this.http.on('upgrade', (request, socket, head) => {
      void readRequest(request).then((received) => this.upgrades.push(received));
      const { refuseUpgradesWith: status } = this.script;
      if (status) socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`);
      else {
        this.sockets.handleUpgrade(request, socket, head, (client) => {
          this.accept(client);
        });
      }
    });
  }

  private accept(client: WebSocket): void {
    const stream = new ServerStream(client);
    this.streams.push(stream);
    this.script.onStream?.(stream);
  }
}

async function readRequest(request: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', url: path = '', headers } = request;
  const parts: Buffer[] = [];
  if (method === 'POST')
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const query = path.split('?')[1] ?? '';
  const form = method === 'POST' ? Buffer.concat(parts).toString('utf8') : query;
  return { method, path, headers, fields: Object.fromEntries(new URLSearchParams(form)) };
}
