import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { Readiness } from '../../common/readiness.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import type { AdmissionGate, Refusal } from './admission-gate.js';

const atCapacity = 'at_capacity';

/** At most MAX_CALLS at once; nobody new while anything else blocks readiness. */
@Injectable()
export class CallCapacity implements AdmissionGate {
  /** CallSid → its streams; two while a call that came back has not lost the old one yet. */
  private readonly live = new Map<string, number>();
  /** CallSid → when the seat is given up, in monotonic ms; oldest first. */
  private readonly reserved = new Map<string, number>();
  private readonly maxCalls: number;
  private readonly reservationMs: number;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly readiness: Readiness,
  ) {
    this.maxCalls = settings.MAX_CALLS;
    this.reservationMs = settings.STREAM_TOKEN_TTL_SECONDS * 1000;
  }

  get liveCalls(): number {
    return this.live.size;
  }

  reserve(callSid: string): Refusal | null {
    const refusal = this.refusal(callSid);
    if (refusal) return refusal;
    this.reserved.delete(callSid);
    this.reserved.set(callSid, this.clock.now() + this.reservationMs);
    return null;
  }

  cancel(callSid: string): void {
    this.reserved.delete(callSid);
  }

  enter(callSid: string): Refusal | null {
    const refusal = this.refusal(callSid);
    if (refusal) return refusal;
    this.reserved.delete(callSid);
    this.live.set(callSid, (this.live.get(callSid) ?? 0) + 1);
    this.tellReadiness();
    return null;
  }

  leave(callSid: string): void {
    const streams = (this.live.get(callSid) ?? 0) - 1;
    if (streams > 0) this.live.set(callSid, streams);
    else this.live.delete(callSid);
    this.tellReadiness();
  }

  private refusal(callSid: string): Refusal | null {
    if (this.readiness.reasons.some((reason) => reason !== atCapacity)) return 'draining';
    if (this.live.has(callSid) || this.reserved.has(callSid)) return null;
    this.dropExpired();
    return this.seatsTaken < this.maxCalls ? null : 'busy';
  }

  /** A call that comes back while its old stream is still closing holds both, but takes one seat. */
  private get seatsTaken(): number {
    return new Set([...this.live.keys(), ...this.reserved.keys()]).size;
  }

  private dropExpired(): void {
    for (const [callSid, untilMs] of this.reserved) {
      if (untilMs > this.clock.now()) return;
      this.reserved.delete(callSid);
    }
  }

  private tellReadiness(): void {
    if (this.live.size < this.maxCalls) this.readiness.unblock(atCapacity);
    else this.readiness.block(atCapacity);
  }
}
