import type { CallSetting } from '../call-setting.js';
import { failure, TwilioFailure } from '../notice.js';
import { voiceFields } from '../request-fields.js';
import { type WebhookAnswer, WebhookClient } from '../webhook-client.js';
import { parseTwiml, type Twiml } from './parse-twiml.js';
import type { DocumentRequest } from './twiml-walk.js';

const xmlTypes = /^(text|application)\/xml\b/i;

/** Fetches a call's TwiML. What Twilio could not use is noted and counts as an empty document. */
export class DocumentSource {
  private readonly webhooks: WebhookClient;
  private isAnswered = false;

  constructor(private readonly setting: CallSetting) {
    this.webhooks = new WebhookClient(setting.account, setting.origins);
  }

  async fetch({ url, method, fields }: DocumentRequest, signal: AbortSignal): Promise<Twiml> {
    const { call, faults, nowMs, timeline } = this.setting;
    const status = this.isAnswered ? 'in-progress' : 'ringing';
    const request = {
      url,
      method,
      fields: { ...voiceFields(call, status), ...fields },
      signature: faults.webhookSignature ?? 'valid',
    };
    const startedMs = nowMs();
    const answer = await this.send(request, signal);
    const tookMs = nowMs() - startedMs;
    timeline.add({
      type: 'webhook',
      url,
      method,
      status: answer?.status ?? null,
      tookMs,
      body: answer?.body ?? '',
    });
    this.isAnswered = true;
    const twiml = answer ? readAnswer(answer) : { verbs: [], notices: [] };
    for (const notice of twiml.notices) timeline.notice(notice);
    return twiml;
  }

  private async send(
    request: Parameters<WebhookClient['send']>[0],
    signal: AbortSignal,
  ): Promise<WebhookAnswer | undefined> {
    try {
      return await this.webhooks.send(request, signal);
    } catch (error) {
      if (error instanceof TwilioFailure) this.setting.timeline.notice(error.notice);
      else if (!signal.aborted) throw error;
      return undefined;
    }
  }
}

/** The TwiML in a webhook's answer; an answer that holds none is an error of Twilio's. */
export function readAnswer({ status, contentType, body }: WebhookAnswer): Twiml {
  if (status < 200 || status > 299) return refused(11200, `the webhook answered ${status}`);
  if (!xmlTypes.test(contentType)) return refused(12300, `the answer is ${contentType}, not XML`);
  return parseTwiml(body);
}

function refused(code: number, message: string): Twiml {
  return { verbs: [], notices: [failure(code, message)] };
}
