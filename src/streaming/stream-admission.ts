import { Inject, Injectable } from '@nestjs/common';
import type { CountKind } from '../common/meter.js';
import {
  ADMISSION_GATE,
  CallStates,
  StreamTokens,
  type AdmissionGate,
  type CallState,
} from '../telephony/index.js';
import { closeCodes } from './close-codes.js';

/** Why a stream may not come in, and the code that it is closed with. */
export interface Refused {
  readonly reason: CountKind<'refused_streams'>;
  readonly refusal: string;
  readonly code: number;
}

export const wrongToken: Refused = {
  reason: 'wrong_token',
  code: closeCodes.refused,
  refusal: 'the token is not valid for this call',
};
const noRoom: Refused = {
  reason: 'no_room',
  code: closeCodes.tryLater,
  refusal: 'no room just now',
};
export const noState: Refused = {
  reason: 'no_state',
  code: closeCodes.tryLater,
  refusal: 'the state of the call cannot be read',
};

/** Lets a stream in that shows the token of its call, while there is room. */
@Injectable()
export class StreamAdmission {
  constructor(
    @Inject(ADMISSION_GATE) private readonly gate: AdmissionGate,
    private readonly tokens: StreamTokens,
    private readonly states: CallStates,
  ) {}

  /** True once for each token. Rejects when Redis is away. */
  async redeem(callSid: string, token: string | undefined): Promise<boolean> {
    return token !== undefined && (await this.tokens.redeem(token, callSid));
  }

  /** The call as it stands, and a seat for it. Rejects when Redis is away. */
  async enter(callSid: string): Promise<CallState | Refused> {
    const state = await this.states.load(callSid);
    if (!state || state.ended) return wrongToken;
    if (this.gate.enter(callSid)) return noRoom;
    await this.states.markStreamStarted(callSid);
    return state;
  }

  leave(callSid: string): void {
    this.gate.leave(callSid);
  }
}
