import { WebSocket, type RawData } from 'ws';
import type { Clock, Timer } from '../common/clock.js';
import type { Log } from '../common/log.js';
import type { Meter } from '../common/meter.js';
import type { CallLine, CallSnapshot } from './call-line.js';
import type { CallSession } from './call-session.js';
import { closeCodes } from './close-codes.js';
import type { Refused } from './stream-admission.js';
import {
  clearMessage,
  markMessage,
  mediaMessage,
  parseMessage,
  WireError,
  type InboundMessage,
} from './wire/twilio-messages.js';

type Start = Extract<InboundMessage, { event: 'start' }>;

export interface AdmittedCall {
  readonly callSid: string;
  /** The caller's pseudonym. */
  readonly caller: string;
  /** Whether a text message would reach the caller. */
  readonly canText: boolean;
}

export type Admission = { readonly call: AdmittedCall; readonly session: CallSession } | Refused;

/** What a connection asks of the gateway. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  /** How long a socket may stay without a `start`, in ms. */
  readonly startTimeoutMs: number;
  /** How long a live stream may stay without audio before it counts as dead, in ms. */
  readonly idleTimeoutMs: number;
  /** Checks the token and opens the call. Never rejects. */
  admit(start: Start, line: CallLine): Promise<Admission>;
  save(call: AdmittedCall, snapshot: CallSnapshot): void;
  text(call: AdmittedCall, body: string): void;
  /** Lets Twilio's next request for this call be answered with a hang-up. Never rejects. */
  endCall(callSid: string): Promise<void>;
  /** The stream is over; told again when that happened while it was being admitted. */
  closed(connection: MediaConnection): void;
}

/** Mu-law at 8 kHz. */
const bytesPerMs = 8;
/** A peer that reads nothing while we send this much is not a telephone. */
const maxUnsentBytes = 1 << 20;
/** Frames that may wait while the token is checked: four seconds of audio. */
const maxWaiting = 200;

/** One media stream socket, from `connected` to its close. */
export class MediaConnection implements CallLine {
  /** The call that this stream carries; null before its token was accepted. */
  call: AdmittedCall | null = null;
  private callSid: string | null = null;
  private streamSid = '';
  private session: CallSession | null = null;
  private admitting = false;
  /** The caller hung up or we did; any other end of the stream may be followed by another stream. */
  private callOver = false;
  private readonly waiting: InboundMessage[] = [];
  private lastAudioAtMs: number;
  private watch: Timer;
  private closing: Promise<void> | null = null;

  constructor(
    private readonly socket: WebSocket,
    private readonly host: ConnectionHost,
  ) {
    this.lastAudioAtMs = host.clock.now();
    this.watch = host.clock.after(host.startTimeoutMs, () => {
      this.refuse(closeCodes.refused, 'no start message in time');
    });
    socket.on('message', (data, isBinary) => {
      this.receive(data, isBinary);
    });
    socket.on('close', () => void this.release());
    socket.on('error', (err) => {
      host.log.warn('media stream failed', { err, callId: this.callSid });
    });
  }

  sendAudio(audio: Uint8Array): void {
    this.send(mediaMessage(this.streamSid, audio));
  }

  sendMark(name: string): void {
    this.send(markMessage(this.streamSid, name));
  }

  sendClear(): void {
    this.send(clearMessage(this.streamSid));
  }

  save(snapshot: CallSnapshot): void {
    if (this.call) this.host.save(this.call, snapshot);
  }

  get canText(): boolean {
    return this.call?.canText ?? false;
  }

  text(body: string): void {
    if (this.call) this.host.text(this.call, body);
  }

  /** Closing the stream makes Twilio go on in its TwiML, where the ended call is hung up. */
  hangUp(): void {
    void this.hangUpAndClose();
  }

  /** Ends the stream; the call's session ends with it. Resolves when nothing of it is left. */
  async end(code: number, reason: string): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.close(code, reason);
    await this.release();
  }

  private async hangUpAndClose(): Promise<void> {
    this.callOver = true;
    if (this.callSid) await this.host.endCall(this.callSid);
    await this.end(closeCodes.done, 'goodbye');
  }

  private receive(data: RawData, isBinary: boolean): void {
    if (this.closing) return;
    if (isBinary) {
      this.refuse(closeCodes.unsupported, 'binary frames are not part of the protocol');
      return;
    }
    try {
      this.accept(parseMessage((data as Buffer).toString('utf8')));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.refuse(closeCodes.malformed, error.message);
    }
  }

  private accept(message: InboundMessage): void {
    if (message.event === 'connected' || message.event === 'unknown') return;
    if (message.event === 'start') {
      this.onStart(message);
      return;
    }
    if (!this.session && !this.admitting) {
      this.refuse(closeCodes.outOfOrder, `${message.event} came before start`);
      return;
    }
    if (this.session) this.handOver(this.session, message);
    else if (this.waiting.length < maxWaiting) this.waiting.push(message);
  }

  private onStart(start: Start): void {
    if (this.callSid !== null) {
      this.refuse(closeCodes.outOfOrder, 'a second start');
      return;
    }
    if (!start.isMulaw8k) {
      this.refuse(closeCodes.unsupported, 'only audio/x-mulaw at 8000 Hz is spoken here');
      return;
    }
    this.callSid = start.callSid;
    this.streamSid = start.streamSid;
    this.admitting = true;
    void this.admit(start);
  }

  private async admit(start: Start): Promise<void> {
    const admission = await this.host.admit(start, this);
    this.admitting = false;
    if ('refusal' in admission) {
      this.refuse(admission.code, admission.refusal);
      return;
    }
    const { call, session } = admission;
    this.call = call;
    if (this.closing) {
      await session.close(false);
      this.host.closed(this);
      return;
    }
    this.session = session;
    this.lastAudioAtMs = this.host.clock.now();
    this.watchForSilence();
    session.start();
    for (const message of this.waiting.splice(0)) this.handOver(session, message);
  }

  private handOver(session: CallSession, message: InboundMessage): void {
    switch (message.event) {
      case 'media':
        this.noteAudio(message.audio.length / bytesPerMs);
        session.hear(message.audio);
        return;
      case 'dtmf':
        session.key(message.digit);
        return;
      case 'mark':
        session.mark(message.name);
        return;
      case 'stop':
        this.callOver = true;
        void this.end(closeCodes.done, 'stopped');
        return;
      case 'connected':
      case 'start':
      case 'unknown':
    }
  }

  private noteAudio(lastsMs: number): void {
    const nowMs = this.host.clock.now();
    this.host.meter.noteLateness(Math.max(0, nowMs - this.lastAudioAtMs - lastsMs));
    this.lastAudioAtMs = nowMs;
  }

  /** Twilio sends audio without a break, silence too: a stream without any has lost its peer. */
  private watchForSilence(): void {
    const { clock, idleTimeoutMs } = this.host;
    this.watch.cancel();
    const dueMs = this.lastAudioAtMs + idleTimeoutMs - clock.now();
    if (dueMs <= 0) {
      this.refuse(closeCodes.goingAway, 'no audio arrives any more');
      return;
    }
    this.watch = clock.after(dueMs, () => {
      this.watchForSilence();
    });
  }

  private refuse(code: number, reason: string): void {
    if (this.closing) return;
    this.host.log.warn('media stream closed', { reason, code, callId: this.callSid });
    void this.end(code, reason);
  }

  private send(text: string): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > maxUnsentBytes) {
      this.host.log.warn('media stream closed', {
        reason: 'the peer reads nothing',
        callId: this.callSid,
      });
      this.socket.terminate();
      return;
    }
    this.socket.send(text);
  }

  private async release(): Promise<void> {
    this.closing ??= this.letGo();
    await this.closing;
  }

  private async letGo(): Promise<void> {
    this.watch.cancel();
    this.waiting.length = 0;
    await this.session?.close(this.callOver);
    this.host.closed(this);
  }
}
