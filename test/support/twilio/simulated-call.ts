import type { Timer } from '../../../src/common/clock.js';
import type { Recording } from '../audio/index.js';
import { abortablePause } from './abortable-pause.js';
import type { CallSetting } from './call-setting.js';
import { CallEndedError } from './caller/caller-ear.js';
import { CallerPhone, type CallerScript } from './caller/caller-phone.js';
import type { FrameTicker } from './media/frame-ticker.js';
import { StreamCarrier } from './media/stream-carrier.js';
import type { CallReport } from './report/call-report.js';
import { reportCall } from './report/report-call.js';
import type { CallStatus } from './request-fields.js';
import { sendStatusCallbacks } from './status-callbacks.js';
import type { CallEnder } from './timeline.js';
import { DocumentSource } from './twiml/document-source.js';
import { Keypad } from './twiml/keypad.js';
import { parseTwiml } from './twiml/parse-twiml.js';
import { type CallOutcome, TwimlWalk } from './twiml/twiml-walk.js';

export interface CallPlan {
  readonly voiceUrl: string;
  readonly statusUrl: string;
  readonly script: CallerScript;
  readonly timeLimitMs: number;
  /** What the status callback is told, in this order; by default the outcome, once. */
  readonly statusCallbacks: readonly CallStatus[] | undefined;
}

/** One call, from the first webhook to the last status callback. */
export class SimulatedCall {
  /**
   * Resolves when the call is over and reported. Rejects when the caller gave up (`CallerTimeoutError`)
   * or the TwiML loops; `report()` still tells what was seen.
   */
  readonly finished: Promise<CallReport>;
  private readonly phone: CallerPhone;
  private readonly walk: TwimlWalk;
  private readonly keypad: Keypad;
  private readonly carrier: StreamCarrier;
  private readonly over = new AbortController();
  private endedBy: CallEnder | undefined;
  private outcome: CallOutcome | undefined;
  private endedAtMs: number | undefined;

  constructor(
    private readonly setting: CallSetting,
    private readonly plan: CallPlan,
    ticker: FrameTicker,
  ) {
    const { caller, clock, line, timeline } = setting;
    const documents = new DocumentSource(setting);
    this.keypad = new Keypad(clock);
    this.carrier = new StreamCarrier(setting);
    this.phone = new CallerPhone(caller, this);
    this.walk = new TwimlWalk({
      fetch: async (request, signal) => documents.fetch(request, signal),
      say: (text) => {
        timeline.add({ type: 'say', text });
      },
      pause: async (ms, signal) => abortablePause(clock, ms, signal),
      collectKeys: async (gather, signal) => this.keypad.collect(gather, signal),
      carry: async (noun, documentUrl, signal) => this.carrier.carry(noun, documentUrl, signal),
    });
    line.open(ticker);
    this.finished = this.run();
    // Whoever does not wait for the end must not be brought down by it.
    this.finished.catch(() => undefined);
  }

  get callSid(): string {
    return this.setting.call.callSid;
  }

  /** The caller puts the phone down: `stop`, then the close of the stream. */
  hangUp(): void {
    this.end('caller');
  }

  press(digit: string): void {
    this.setting.timeline.add({ type: 'key', digit });
    if (!this.keypad.press(digit)) this.carrier.current?.press(digit);
  }

  /** The caller speaks beside the script; resolves when the recording is over. */
  async say(recording: Recording): Promise<void> {
    await this.phone.say(recording);
  }

  /** The connection between Twilio and the server breaks without `stop`; the TwiML goes on. */
  cutConnection(): void {
    this.carrier.current?.cut();
  }

  /** Puts a frame on the stream that Twilio would never send. */
  sendRaw(data: string | Uint8Array): void {
    this.carrier.current?.sendRaw(data);
  }

  /** What a REST request to the live call does: new TwiML at once, or the end. */
  update(change: { readonly twiml: string } | { readonly status: 'completed' }): void {
    if ('twiml' in change) this.walk.replace(parseTwiml(change.twiml));
    else this.end('api');
  }

  /** The report as of now; complete once `finished` has settled. */
  report(): CallReport {
    const { outcome, endedBy } = this;
    const durationMs = this.endedAtMs ?? this.setting.nowMs();
    const { longestQueueMs } = this.carrier;
    return reportCall(this.setting, { outcome, endedBy, durationMs, longestQueueMs });
  }

  private async run(): Promise<CallReport> {
    const limit = this.startLimit();
    const script = this.perform();
    try {
      const first = { url: this.plan.voiceUrl, method: 'POST', fields: {} } as const;
      this.outcome = await this.walk.run(first, this.over.signal);
    } finally {
      this.end('tutor');
      limit.cancel();
      this.setting.line.close();
      this.setting.caller.ear.end();
      this.endedAtMs = this.setting.nowMs();
    }
    const failure = await script;
    const statuses = this.plan.statusCallbacks ?? [this.outcome];
    await sendStatusCallbacks(this.setting, this.plan.statusUrl, statuses, this.endedAtMs);
    if (failure) throw failure;
    return this.report();
  }

  private startLimit(): Timer {
    return this.setting.clock.after(this.plan.timeLimitMs, () => {
      this.end('limit');
    });
  }

  /** Lives the caller's part; gives the error that ended it early, if one did. */
  private async perform(): Promise<Error | undefined> {
    try {
      await this.plan.script(this.phone);
      return undefined;
    } catch (error) {
      if (error instanceof CallEndedError) return undefined;
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      this.end('caller');
    }
  }

  private end(by: CallEnder): void {
    if (this.endedBy) return;
    this.endedBy = by;
    this.setting.timeline.add({ type: 'ended', by });
    this.over.abort();
  }
}
