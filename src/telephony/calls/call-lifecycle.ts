import { Inject, Injectable } from '@nestjs/common';
import { LOG, type Log } from '../../common/log.js';

/** How a call can end (Twilio: Call resource, status). */
export const finalStatuses = ['completed', 'busy', 'failed', 'no-answer', 'canceled'] as const;
export type FinalStatus = (typeof finalStatuses)[number];

export interface CompletedCall {
  readonly callSid: string;
  /** The caller's pseudonym. */
  readonly caller: string;
  readonly status: FinalStatus;
  /** As Twilio counts it for the bill; null when it did not say. */
  readonly durationSeconds: number | null;
}

export type CompletionListener = (call: CompletedCall) => void;

/** Tells whoever asked that a call is over for good, once for each call. */
@Injectable()
export class CallLifecycle {
  private readonly listeners = new Set<CompletionListener>();

  constructor(@Inject(LOG) private readonly log: Log) {}

  /** Returns what ends the subscription. */
  onCompleted(listener: CompletionListener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** A listener that throws is logged and does not keep the news from the others. */
  complete(call: CompletedCall): void {
    for (const listener of this.listeners) {
      try {
        listener(call);
      } catch (err) {
        this.log.error('a listener failed on the end of a call', { err });
      }
    }
  }
}
