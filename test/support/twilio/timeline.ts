import type { TwilioNotice } from './notice.js';
import type { CallStatus } from './request-fields.js';
import type { HttpMethod } from './twiml/parse-twiml.js';

/** Who ended the call. `limit` is the simulator's own time limit, `api` a REST request. */
export type CallEnder = 'caller' | 'tutor' | 'limit' | 'api';

export type StreamEnder = 'server' | 'call' | 'network';

export type CallHappening =
  | {
      readonly type: 'webhook';
      readonly url: string;
      readonly method: HttpMethod;
      /** Null when there was no answer. */
      readonly status: number | null;
      readonly tookMs: number;
      readonly body: string;
    }
  | { readonly type: 'say'; readonly text: string }
  | {
      readonly type: 'stream-opened';
      readonly streamSid: string;
      readonly url: string;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'stream-closed';
      readonly streamSid: string;
      readonly code: number;
      readonly by: StreamEnder;
    }
  | { readonly type: 'duplicate-closed'; readonly code: number }
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'clear'; readonly droppedMs: number; readonly marks: readonly string[] }
  | { readonly type: 'key'; readonly digit: string }
  | { readonly type: 'caller-starts' | 'caller-stops'; readonly label: string }
  | { readonly type: 'tutor-starts' | 'tutor-stops' }
  | { readonly type: 'notice'; readonly notice: TwilioNotice }
  | {
      readonly type: 'status';
      readonly status: CallStatus;
      /** HTTP status of the answer, null when there was none. */
      readonly answered: number | null;
    }
  | { readonly type: 'ended'; readonly by: CallEnder };

/** `atMs` counts from the moment the call was placed, as the recording does. */
export type CallEvent = CallHappening & { readonly atMs: number };

/** Everything that happened in a call, as it became known. */
export class Timeline {
  private readonly recorded: CallEvent[] = [];
  private readonly arrivals: number[] = [];

  constructor(
    private readonly nowMs: () => number,
    private readonly onEvent: (event: CallEvent) => void = () => undefined,
  ) {}

  get events(): readonly CallEvent[] {
    return this.recorded;
  }

  /** When each piece of reply audio reached the simulator, in milliseconds. */
  get arrivalsMs(): readonly number[] {
    return this.arrivals;
  }

  /** `atMs` is given for what happened on the audio clock, such as the start of speech. */
  add(happening: CallHappening, atMs = this.nowMs()): void {
    const event = { ...happening, atMs };
    this.recorded.push(event);
    this.onEvent(event);
  }

  notice(notice: TwilioNotice): void {
    this.add({ type: 'notice', notice });
  }

  audioArrived(): void {
    this.arrivals.push(this.nowMs());
  }
}
