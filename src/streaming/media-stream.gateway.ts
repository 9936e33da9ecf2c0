import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebSocketServer } from 'ws';
import { Readiness } from '../common/readiness.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { TwilioSignature, webhookPaths } from '../telephony/index.js';
import { LiveCalls } from './live-calls.js';
import { closeCodes } from './close-codes.js';

/** Twilio's own messages are under 1 KiB; a peer that sends more than this is closed with 1009. */
const maxPayloadBytes = 64 * 1024;

/**
 * The WebSocket side of the server. Works on raw `ws` sockets: Twilio's messages do not have the
 * shape that Nest's adapter routes, and a live call wants its frames in order and at once.
 */
@Injectable()
export class MediaStreamGateway implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
  });

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly signature: TwilioSignature,
    private readonly calls: LiveCalls,
    private readonly readiness: Readiness,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.http.httpAdapter.getHttpServer() as Server;
    server.on('upgrade', (request, socket, head) => {
      this.onUpgrade(request, socket, head);
    });
  }

  /** Live calls may end by themselves for a while; then they are let go, and Twilio comes back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.readiness.block('draining');
    const untilMs = this.calls.clock.now() + this.settings.DRAIN_TIMEOUT_MS;
    while (this.calls.size > 0 && this.calls.clock.now() < untilMs) await this.pause(100);
    await this.calls.closeAll(closeCodes.goingAway, 'the server is going away');
    this.server.close();
  }

  private onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.refusalOf(request);
    if (refusal) {
      this.calls.log.warn('media stream refused', { status: refusal });
      refuse(socket, refusal);
      return;
    }
    this.server.handleUpgrade(request, socket, head, (peer) => {
      this.calls.open(peer);
    });
  }

  private refusalOf(request: IncomingMessage): Status | null {
    const path = (request.url ?? '').split('?')[0];
    if (path?.replace(/\/$/, '') !== webhookPaths.mediaStream) return '404 Not Found';
    if (!this.signature.verifyUpgrade(request)) return '403 Forbidden';
    return this.readiness.reasons.length > 0 ? '503 Service Unavailable' : null;
  }

  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.calls.clock.after(ms, resolve));
  }
}

type Status = '403 Forbidden' | '404 Not Found' | '503 Service Unavailable';

function refuse(socket: Duplex, status: Status): void {
  socket.on('error', () => {
    socket.destroy();
  });
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
