import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CallLifecycle, CallStates, type CompletedCall } from '../telephony/index.js';
import { CALL_ROOMS, type HouseOfCalls } from './call-rooms.provider.js';
import { callEndedRecord } from './turn-report.js';

/** Records the end of calls that Twilio reports, for those whose stream was cut without a word. */
@Injectable()
export class EndedCalls implements OnModuleInit {
  constructor(
    @Inject(CALL_ROOMS) private readonly house: HouseOfCalls,
    private readonly lifecycle: CallLifecycle,
    private readonly states: CallStates,
  ) {}

  onModuleInit(): void {
    this.lifecycle.onCompleted((call) => void this.record(call));
  }

  private async record({ callSid, caller, durationSeconds }: CompletedCall): Promise<void> {
    const { rooms, engines } = this.house;
    const state = await this.states.load(callSid).catch(() => null);
    if (!state) return;
    const facts = { callId: callSid, sessionId: state.sessionId, caller, ...engines };
    const at = {
      module: state.tutor?.module ?? 'none',
      timestamp: rooms.clock.date(),
      sessionSeconds: durationSeconds ?? 0,
    };
    rooms.recorder.record(callEndedRecord(facts, at));
  }
}
