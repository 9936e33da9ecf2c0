import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/log.js';
import { ADMISSION_GATE, type AdmissionGate } from '../calls/admission-gate.js';
import { CallLifecycle, finalStatuses, type FinalStatus } from '../calls/call-lifecycle.js';
import { CallStates } from '../calls/call-states.js';
import type { Caller } from '../calls/caller-id.js';
import type { StatusWebhook } from './status-webhook.dto.js';

const isFinal = (status: string): status is FinalStatus =>
  finalStatuses.some((final) => final === status);

/** Closes the books on a call when Twilio says that it is over, however it ended. */
@Injectable()
export class CallClosingService {
  constructor(
    @Inject(LOG) private readonly log: Log,
    @Inject(ADMISSION_GATE) private readonly gate: AdmissionGate,
    private readonly calls: CallStates,
    private readonly lifecycle: CallLifecycle,
  ) {}

  /** Callbacks come late, twice and out of order: only the first final status counts. */
  async report(webhook: StatusWebhook, { pseudonym: caller }: Caller): Promise<void> {
    const { CallSid: callSid, CallStatus: status } = webhook;
    if (!isFinal(status)) return;
    this.gate.cancel(callSid);
    if (await this.closesNow(callSid, caller)) {
      const durationSeconds = wholeSeconds(webhook.CallDuration);
      this.lifecycle.complete({ callSid, caller, status, durationSeconds });
    }
  }

  private async closesNow(callSid: string, caller: string): Promise<boolean> {
    try {
      return await this.calls.close(callSid, caller);
    } catch (err) {
      this.log.warn('a call was closed without Redis; its end may be reported twice', {
        callId: callSid,
        err,
      });
      return true;
    }
  }
}

function wholeSeconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : null;
}
