import { Inject, Injectable } from '@nestjs/common';
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
  readonly refusal: string;
  readonly code: number;
}

export const wrongToken: Refused = {
  code: closeCodes.refused,
  refusal: 'the token is not valid for this call',
};
const noRoom: Refused = { code: closeCodes.tryLater, refusal: 'no room just now' };

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
