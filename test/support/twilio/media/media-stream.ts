import { WebSocket } from 'ws';

import { failure, type TwilioNotice, warning } from '../notice.js';
import type { StreamEnder, Timeline } from '../timeline.js';
import { CallerFrames, type LineFaults } from './caller-frames.js';
import { PlaybackQueue, type PlayedFrame } from './playback-queue.js';
import { parseServerMessage, type ServerMessage } from './server-message.js';

export interface MediaStreamIdentity {
  readonly streamSid: string;
  readonly accountSid: string;
  readonly callSid: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface StreamEnd {
  readonly code: number;
  readonly by: StreamEnder;
}

const closeDelayMs = 20;
const closePatienceMs = 2_000;

/** Twilio's end of one bidirectional stream, on a socket that is open. */
export class MediaStream {
  readonly queue = new PlaybackQueue();
  /** Never rejects. */
  readonly closed: Promise<StreamEnd>;
  private readonly frames: CallerFrames;
  private sequence = 0;
  private endedBy: StreamEnder | undefined;
  private hasWarnedOfMessage = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly identity: MediaStreamIdentity,
    private readonly timeline: Timeline,
    faults: LineFaults = {},
  ) {
    this.frames = new CallerFrames(faults);
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        resolve(this.ended(code));
      });
    });
    socket.on('error', (error) => {
      timeline.notice(failure(31924, `WebSocket protocol error, ${error.message}`));
    });
    socket.on('message', (data, isBinary) => {
      this.receive(data instanceof Buffer && !isBinary ? data.toString('utf8') : undefined);
    });
  }

  get streamSid(): string {
    return this.identity.streamSid;
  }

  connected(): void {
    this.sendRaw(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
  }

  start(): void {
    const { streamSid, accountSid, callSid, parameters } = this.identity;
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    this.send('start', {
      streamSid,
      accountSid,
      callSid,
      tracks: ['inbound'],
      customParameters: parameters,
      mediaFormat,
    });
  }

  /** Once every 20 ms: sends what the caller said, returns what the caller hears next. */
  exchange(callerFrame: Uint8Array): PlayedFrame {
    for (const { chunk, timestampMs, audio } of this.frames.push(callerFrame)) {
      this.send('media', {
        track: 'inbound',
        chunk: String(chunk),
        timestamp: String(timestampMs),
        payload: Buffer.from(audio.buffer, audio.byteOffset, audio.length).toString('base64'),
      });
    }
    const played = this.queue.nextFrame();
    this.echo(played.reachedMarks);
    return played;
  }

  press(digit: string): void {
    this.send('dtmf', { track: 'inbound_track', digit });
  }

  /** The call is over or goes elsewhere: `stop`, then close 1000. */
  stop(): void {
    if (this.endedBy) return;
    const { accountSid, callSid } = this.identity;
    this.send('stop', { accountSid, callSid });
    this.endedBy = 'call';
    setTimeout(() => {
      this.socket.close(1000);
    }, closeDelayMs);
    const patience = setTimeout(() => {
      this.socket.terminate();
    }, closePatienceMs);
    this.socket.once('close', () => {
      clearTimeout(patience);
    });
  }

  /** The network between Twilio and the server breaks: no `stop`, no closing handshake. */
  cut(): void {
    this.endedBy ??= 'network';
    this.socket.terminate();
  }

  /** Sends a frame that Twilio would not send. */
  sendRaw(data: string | Uint8Array): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data);
  }

  private send(event: string, body: object): void {
    if (this.endedBy) return;
    const { streamSid } = this.identity;
    const sequenceNumber = String(++this.sequence);
    this.sendRaw(JSON.stringify({ event, sequenceNumber, streamSid, [event]: body }));
  }

  private receive(text: string | undefined): void {
    if (text === undefined) {
      this.timeline.notice(warning(31950, 'the server sent a binary frame'));
      return;
    }
    const message = parseServerMessage(text, this.identity.streamSid);
    if (message) this.obey(message);
    else if (!this.hasWarnedOfMessage) {
      this.hasWarnedOfMessage = true;
      this.timeline.notice(
        warning(31951, 'the server sent an invalid message or a wrong streamSid'),
      );
    }
  }

  private obey(message: ServerMessage): void {
    switch (message.event) {
      case 'media':
        this.timeline.audioArrived();
        this.queue.add(message.audio);
        return;
      case 'mark':
        this.echo(this.queue.mark(message.name));
        return;
      case 'clear': {
        const { droppedBytes, marks } = this.queue.clear();
        this.timeline.add({ type: 'clear', droppedMs: droppedBytes / 8, marks });
        this.echo(marks);
      }
    }
  }

  private echo(marks: readonly string[]): void {
    for (const name of marks) {
      this.timeline.add({ type: 'mark', name });
      this.send('mark', { name });
    }
  }

  private ended(code: number): StreamEnd {
    const { streamSid } = this.identity;
    const by = this.endedBy ?? 'server';
    if (!this.endedBy) this.timeline.notice(closeNotice(code));
    this.endedBy = by;
    this.timeline.add({ type: 'stream-closed', streamSid, code, by });
    return { code, by };
  }
}

/** Twilio logs 31921 for every close by the server, also for the intended one. */
function closeNotice(code: number): TwilioNotice {
  return code === 1006
    ? failure(31903, 'the connection broke, the server is gone')
    : failure(31921, `the server closed the stream with ${code}`);
}
