import { mulawBytesPerMs } from '../../../../src/speech/audio/index.js';
import type { CallSetting } from '../call-setting.js';
import { TwilioFailure } from '../notice.js';
import { newSid } from '../request-fields.js';
import { Timeline } from '../timeline.js';
import type { StreamNoun } from '../twiml/parse-twiml.js';
import { openMediaSocket } from './media-socket.js';
import { MediaStream } from './media-stream.js';

interface StreamTarget {
  readonly url: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Opens the streams of a call, one after the other, and connects the caller's line to them. */
export class StreamCarrier {
  /** The stream that is open now. */
  current: MediaStream | undefined;
  private longestQueueBytes = 0;

  constructor(private readonly setting: CallSetting) {}

  get longestQueueMs(): number {
    const current = this.current?.queue.longestBytes ?? 0;
    return Math.max(this.longestQueueBytes, current) / mulawBytesPerMs;
  }

  /** Returns when the stream is over; an abort stops it. A stream that cannot be opened is noted. */
  async carry(noun: StreamNoun, documentUrl: string, signal: AbortSignal): Promise<void> {
    const { timeline, faults } = this.setting;
    const target = { url: absoluteStreamUrl(noun.url, documentUrl), parameters: noun.parameters };
    await this.noting(async () => {
      const stream = await this.open(target, timeline);
      timeline.add({ type: 'stream-opened', streamSid: stream.streamSid, ...target });
      stream.connected();
      stream.start();
      if (faults.secondStart) stream.start();
      const over = this.connect(stream, signal);
      if (faults.duplicateSocket) await this.noting(async () => this.duplicate(target, stream));
      await over;
    });
  }

  private async noting(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof TwilioFailure)) throw error;
      this.setting.timeline.notice(error.notice);
    }
  }

  private async connect(stream: MediaStream, signal: AbortSignal): Promise<void> {
    const { line } = this.setting;
    const stop = () => {
      stream.stop();
    };
    this.current = stream;
    line.peer = stream;
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    await stream.closed;
    signal.removeEventListener('abort', stop);
    line.peer = undefined;
    this.longestQueueBytes = Math.max(this.longestQueueBytes, stream.queue.longestBytes);
    this.current = undefined;
  }

  /** A second socket with the same parameters, at most for as long as the first one lives. */
  private async duplicate(target: StreamTarget, first: MediaStream): Promise<void> {
    const { nowMs, timeline } = this.setting;
    const second = await this.open(target, new Timeline(nowMs));
    second.connected();
    second.start();
    await Promise.race([first.closed, second.closed]);
    second.stop();
    const { code } = await second.closed;
    timeline.add({ type: 'duplicate-closed', code });
  }

  private async open(target: StreamTarget, timeline: Timeline): Promise<MediaStream> {
    const { account, origins, call, faults } = this.setting;
    const { accountSid, callSid } = call;
    const { url, parameters } = target;
    const identity = { streamSid: newSid('MZ'), accountSid, callSid, parameters };
    const request = { url, account, origins, signature: faults.streamSignature };
    return openMediaSocket(
      request,
      (socket) => new MediaStream(socket, identity, timeline, faults),
    );
  }
}

/** A full URL stays as it is written, for it is signed so; a path belongs to the document's host. */
function absoluteStreamUrl(url: string, documentUrl: string): string {
  if (!url.startsWith('/')) return url;
  return new URL(url, documentUrl.replace(/^http/, 'ws')).href;
}
