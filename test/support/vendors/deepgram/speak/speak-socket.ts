import type { WebSocket } from 'ws';
import { sleepUntil } from '../../server/deliver.js';
import type { RecordedRequest } from '../../server/recorded-request.js';
import type { SocketRoute } from '../../server/vendor.js';
import { modelUuid, modelVersion, requestId } from '../identity.js';
import { SocketLine, SocketTraffic } from '../socket-line.js';
import {
  bytesPerMs,
  encodeSpeech,
  oddChunks,
  readFormat,
  type SpeakFormat,
} from './speak-format.js';
import { defaultSpeed, longestText, type SpeakPlan } from './speak-route.js';

export interface SpeakSocketShape {
  readonly plan: SpeakPlan;
  readonly body: SocketTraffic;
}

const mostFlushes = 20;
const flushWindowMs = 60_000;

/** `WS /v1/speak`: text is gathered until it is flushed, then spoken in order. */
export const speakSocketRoute: SocketRoute<SpeakSocketShape> = {
  kind: 'socket',
  path: /^\/v1\/speak$/,
  read: ({ query }) => {
    readFormat(query);
    return new SocketTraffic(Object.fromEntries(query));
  },
  converse: (socket, request, plan) => {
    new SpeakConversation(socket, request, plan).open();
  },
};

class SpeakConversation {
  private readonly line: SocketLine;
  private readonly format: SpeakFormat;
  private readonly flushedAtMs: number[] = [];
  private generation = new AbortController();
  private work: Promise<void> = Promise.resolve();
  private text = '';
  private sequence = 0;
  private inFlight: Uint8Array | undefined;

  constructor(
    socket: WebSocket,
    { body, query }: RecordedRequest<SocketTraffic>,
    private readonly plan: SpeakPlan,
  ) {
    this.line = new SocketLine(socket, body, plan);
    this.format = readFormat(query);
  }

  open(): void {
    this.line.send({
      type: 'Metadata',
      request_id: requestId,
      model_name: this.format.model,
      model_version: modelVersion,
      model_uuid: modelUuid,
    });
    this.line.listen({
      audio: () => {
        this.line.close(1008, 'DATA-0000: speech is asked for in text messages');
      },
      text: (type, message) => {
        this.hear(type, message);
      },
    });
  }

  private hear(type: string, message: Readonly<Record<string, unknown>>): void {
    switch (type) {
      case 'Speak':
        this.gather(message['text']);
        return;
      case 'Flush':
        this.flush();
        return;
      case 'Clear':
        this.clear();
        return;
      case 'Close':
        this.enqueue(this.text, () => {
          this.line.close(1000);
        });
        return;
      default:
        this.line.close(1008, 'DATA-0000: unknown type of message');
    }
  }

  private gather(text: unknown): void {
    if (typeof text !== 'string' || Array.from(text).length > longestText) {
      this.warn('DATA-0001', 'A text has at most 2000 characters.');
      return;
    }
    this.text += text;
  }

  private flush(): void {
    const now = performance.now();
    while ((this.flushedAtMs[0] ?? now) < now - flushWindowMs) this.flushedAtMs.shift();
    if (this.flushedAtMs.length >= mostFlushes) {
      this.warn('EXCESSIVE_FLUSH', 'At most 20 flushes in 60 seconds.');
      return;
    }
    this.flushedAtMs.push(now);
    const text = this.text;
    this.text = '';
    this.enqueue(text, () => {
      this.line.send({ type: 'Flushed', sequence_id: this.sequence++ });
    });
  }

  /** What is on its way already still arrives, before the confirmation. */
  private clear(): void {
    this.generation.abort();
    this.generation = new AbortController();
    this.text = '';
    if (this.inFlight) this.line.sendAudio(this.inFlight);
    this.inFlight = undefined;
    this.line.send({ type: 'Cleared', sequence_id: this.sequence++ });
  }

  private warn(code: string, description: string): void {
    this.line.send({ type: 'Warning', code, description });
  }

  /** Speaks after all that was asked for before, unless it is cleared or the socket closes. */
  private enqueue(text: string, then: () => void): void {
    const signal = AbortSignal.any([this.generation.signal, this.line.signal]);
    this.work = this.work
      .then(async () => this.speak(text, signal))
      .then(then)
      .catch((error: unknown) => {
        // A clear or a close ends the work; anything else is a fault of the plan's voice.
        if (!signal.aborted) this.line.close(1011, `NET-0000: ${String(error)}`.slice(0, 120));
      });
  }

  private async speak(text: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { firstAudioMs = 0, speed = defaultSpeed, voice } = this.plan;
    const startedAt = performance.now();
    let sentBytes = 0;
    for (const chunk of oddChunks(encodeSpeech(text, this.format, voice))) {
      this.inFlight = chunk;
      const atMs = firstAudioMs + sentBytes / bytesPerMs(this.format) / speed;
      await sleepUntil(startedAt + atMs, signal);
      this.line.sendAudio(chunk);
      sentBytes += chunk.length;
    }
    this.inFlight = undefined;
  }
}
