import type { CallSetting } from './call-setting.js';
import { TwilioFailure } from './notice.js';
import { type CallStatus, statusFields } from './request-fields.js';
import { WebhookClient } from './webhook-client.js';

/** Tells the status webhook each status in turn; what Twilio could not deliver is noted. */
export async function sendStatusCallbacks(
  setting: CallSetting,
  url: string,
  statuses: readonly CallStatus[],
  durationMs: number,
): Promise<void> {
  const { account, origins, call, clock, timeline } = setting;
  const webhooks = new WebhookClient(account, origins);
  for (const status of statuses) {
    const fields = statusFields(call, status, statuses, { date: clock.date(), durationMs });
    let answered: number | null = null;
    try {
      const answer = await webhooks.send({ url, method: 'POST', fields });
      answered = answer.status;
    } catch (error) {
      if (!(error instanceof TwilioFailure)) throw error;
      timeline.notice(error.notice);
    }
    timeline.add({ type: 'status', status, answered });
  }
}
