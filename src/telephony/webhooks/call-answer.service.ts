import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/log.js';
import type { CountKind } from '../../common/meter.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { ADMISSION_GATE, type AdmissionGate, type Refusal } from '../calls/admission-gate.js';
import { CallStates } from '../calls/call-states.js';
import type { Caller } from '../calls/caller-id.js';
import { StreamTokens } from '../calls/stream-tokens.js';
import { publicUrls, type PublicUrls } from '../public-urls.js';
import { connectStream, hangUp, sayAndHangUp, waitAndAskAgain } from './twiml.js';

const maxVisits = 20;
const maxUnstartedStreams = 3;

const refusals: Readonly<Record<Refusal, string>> = {
  busy: 'All our lines are busy with other learners. Please call again in a few minutes.',
  draining: 'We are getting ready for you. Please call again in a minute.',
};
const moment = 'One moment, please.';
const trouble = 'I am sorry, we have a problem on our side. Please call again in a few minutes.';

/** What Twilio is told to do, and what that means for the call. */
export interface CallAnswer {
  readonly is: CountKind<'call_answers'>;
  readonly twiml: string;
}

/** Decides what Twilio does next with a call: a new one, or one that came back without its stream. */
@Injectable()
export class CallAnswerService {
  private readonly urls: PublicUrls;
  private inTrouble = false;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOG) private readonly log: Log,
    @Inject(ADMISSION_GATE) private readonly gate: AdmissionGate,
    private readonly calls: CallStates,
    private readonly tokens: StreamTokens,
  ) {
    this.urls = publicUrls(settings.PUBLIC_BASE_URL);
  }

  /** An answer, always: a caller hears an apology rather than Twilio's own error message. */
  async answer(callSid: string, caller: Caller, underWay: boolean): Promise<CallAnswer> {
    try {
      const answer = await this.decide(callSid, caller, underWay);
      if (this.inTrouble) this.log.info('calls are connected again');
      this.inTrouble = false;
      return answer;
    } catch (err) {
      this.gate.cancel(callSid);
      if (!this.inTrouble) this.log.error('calls cannot be connected: check Redis', { err });
      this.inTrouble = true;
      return { is: 'failed', twiml: sayAndHangUp(trouble) };
    }
  }

  private async decide(callSid: string, caller: Caller, underWay: boolean): Promise<CallAnswer> {
    const known = await this.calls.load(callSid);
    if (known?.ended) return { is: 'over', twiml: hangUp() };
    const refusal = this.gate.reserve(callSid);
    if (refusal && known) return this.keepWaiting(callSid);
    if (refusal) return { is: refusal, twiml: sayAndHangUp(refusals[refusal]) };
    if (!known) await this.calls.create(callSid, caller, underWay);
    return this.connect(callSid);
  }

  private async connect(callSid: string): Promise<CallAnswer> {
    const { visits, unstartedStreams } = await this.calls.countStream(callSid);
    if (visits > maxVisits || unstartedStreams > maxUnstartedStreams) return this.giveUp(callSid);
    const token = await this.tokens.issue(callSid);
    return { is: 'connected', twiml: connectStream(this.urls, token) };
  }

  /** A call that was already going is not turned away; another instance may take it, or this one soon. */
  private async keepWaiting(callSid: string): Promise<CallAnswer> {
    const visits = await this.calls.countVisit(callSid);
    if (visits > maxVisits) return this.giveUp(callSid);
    return { is: 'waiting', twiml: waitAndAskAgain(this.urls, moment) };
  }

  private async giveUp(callSid: string): Promise<CallAnswer> {
    this.gate.cancel(callSid);
    this.log.error('a call came back too often and was given up: check the media stream URL', {
      callId: callSid,
    });
    await this.calls.markEnded(callSid);
    return { is: 'given_up', twiml: sayAndHangUp(trouble) };
  }
}
