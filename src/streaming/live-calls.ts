import { Inject, Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import type { Clock } from '../common/clock.js';
import type { Log } from '../common/log.js';
import type { Meter } from '../common/meter.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { CallStates, TWILIO_REST, type CallState, type TwilioRest } from '../telephony/index.js';
import { BargeInCount } from './barge-in-count.js';
import { CALL_ROOMS, type HouseOfCalls } from './call-rooms.provider.js';
import type { CallLine, CallSnapshot } from './call-line.js';
import { CallSession } from './call-session.js';
import { closeCodes } from './close-codes.js';
import {
  MediaConnection,
  type Admission,
  type AdmittedCall,
  type ConnectionHost,
} from './media-connection.js';
import { noState, StreamAdmission, wrongToken } from './stream-admission.js';
import type { InboundMessage } from './wire/twilio-messages.js';

type Start = Extract<InboundMessage, { event: 'start' }>;

/** The media streams of this process: opens a call for each that is admitted, keeps their state. */
@Injectable()
export class LiveCalls implements ConnectionHost {
  readonly startTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
  private readonly bargeIns: BargeInCount;
  private readonly connections = new Set<MediaConnection>();

  constructor(
    @Inject(CALL_ROOMS) private readonly house: HouseOfCalls,
    @Inject(SETTINGS) settings: Settings,
    @Inject(TWILIO_REST) private readonly twilio: TwilioRest,
    private readonly admission: StreamAdmission,
    private readonly states: CallStates,
  ) {
    this.startTimeoutMs = settings.STREAM_START_TIMEOUT_MS;
    this.idleTimeoutMs = settings.STREAM_IDLE_TIMEOUT_MS;
    this.clock = house.rooms.clock;
    this.log = house.rooms.log;
    this.meter = house.rooms.meter;
    this.bargeIns = new BargeInCount(this.meter);
  }

  get size(): number {
    return this.connections.size;
  }

  open(peer: WebSocket): void {
    this.connections.add(new MediaConnection(peer, this));
  }

  async closeAll(code: number, reason: string): Promise<void> {
    await Promise.all([...this.connections].map(async (open) => open.end(code, reason)));
  }

  closed(connection: MediaConnection): void {
    this.connections.delete(connection);
    if (connection.call) this.admission.leave(connection.call.callSid);
  }

  async admit(start: Start, line: CallLine): Promise<Admission> {
    const admission = await this.consider(start, line);
    if ('refusal' in admission) this.meter.count('refused_streams', admission.reason);
    return admission;
  }

  save(call: AdmittedCall, snapshot: CallSnapshot): void {
    this.bargeIns.note(call, snapshot.bargeIns);
    void this.states.save(call, snapshot);
  }

  text({ callSid }: AdmittedCall, body: string): void {
    void this.sendText(callSid, body);
  }

  async endCall(callSid: string): Promise<void> {
    try {
      await this.states.markEnded(callSid);
    } catch (err) {
      this.log.warn('the end of the call could not be kept; Twilio is asked to hang up', { err });
      await this.twilio.hangUp(callSid).catch((failure: unknown) => {
        this.log.error('the call could not be hung up', { err: failure, callId: callSid });
      });
    }
  }

  private async consider({ callSid, parameters }: Start, line: CallLine): Promise<Admission> {
    try {
      if (!(await this.admission.redeem(callSid, parameters['token']))) return wrongToken;
      await this.letGoOfOlderStream(callSid);
      const state = await this.admission.enter(callSid);
      if ('refusal' in state) return state;
      return {
        call: { callSid, caller: state.caller, canText: await this.canText(callSid) },
        session: this.openSession(state, line),
      };
    } catch (err) {
      this.log.error('a stream could not be admitted: check Redis', { err, callId: callSid });
      return noState;
    }
  }

  private async canText(callSid: string): Promise<boolean> {
    return this.twilio.canText && (await this.states.numberOf(callSid)) !== null;
  }

  private async sendText(callSid: string, body: string): Promise<void> {
    try {
      const number = await this.states.numberOf(callSid);
      if (number !== null) await this.twilio.sendSms(number, body);
    } catch (err) {
      this.log.error('the text message could not be sent', { err, callId: callSid });
    }
  }

  /** Twilio opens a second stream for a call when it lost the first: the newest is the real one. */
  private async letGoOfOlderStream(callSid: string): Promise<void> {
    const older = [...this.connections].filter(({ call }) => call?.callSid === callSid);
    await Promise.all(older.map(async (one) => one.end(closeCodes.goingAway, 'replaced')));
  }

  private openSession(state: CallState, line: CallLine): CallSession {
    const { rooms, engines } = this.house;
    const { callSid: callId, sessionId, caller } = state;
    const facts = { callId, sessionId, caller, ...engines };
    return new CallSession(facts, rooms, line, state.tutor ?? rooms.tutor.begin(), state.turn);
  }
}
