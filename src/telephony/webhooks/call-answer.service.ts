import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/log.js';
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

  /** TwiML, always: a caller hears an apology rather than Twilio's own error message. */
  async answer(callSid: string, caller: Caller, underWay: boolean): Promise<string> {
    try {
      const twiml = await this.decide(callSid, caller, underWay);
      if (this.inTrouble) this.log.info('calls are connected again');
      this.inTrouble = false;
      return twiml;
    } catch (err) {
      this.gate.cancel(callSid);
      if (!this.inTrouble) this.log.error('calls cannot be connected: check Redis', { err });
      this.inTrouble = true;
      return sayAndHangUp(trouble);
    }
  }

  private async decide(callSid: string, caller: Caller, underWay: boolean): Promise<string> {
    const known = await this.calls.load(callSid);
    if (known?.ended) return hangUp();
    const refusal = this.gate.reserve(callSid);
    if (refusal) return known ? this.keepWaiting(callSid) : sayAndHangUp(refusals[refusal]);
    if (!known) await this.calls.create(callSid, caller, underWay);
    return this.connect(callSid);
  }

  private async connect(callSid: string): Promise<string> {
    const { visits, unstartedStreams } = await this.calls.countStream(callSid);
    if (visits > maxVisits || unstartedStreams > maxUnstartedStreams) return this.giveUp(callSid);
    return connectStream(this.urls, await this.tokens.issue(callSid));
  }

  /** A call that was already going is not turned away; another instance may take it, or this one soon. */
  private async keepWaiting(callSid: string): Promise<string> {
    const visits = await this.calls.countVisit(callSid);
    return visits > maxVisits ? this.giveUp(callSid) : waitAndAskAgain(this.urls, moment);
  }

  private async giveUp(callSid: string): Promise<string> {
    this.gate.cancel(callSid);
    this.log.error('a call came back too often and was given up: check the media stream URL', {
      callId: callSid,
    });
    await this.calls.markEnded(callSid);
    return sayAndHangUp(trouble);
  }
}
