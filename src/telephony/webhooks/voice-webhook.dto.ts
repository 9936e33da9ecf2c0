import { IsOptional, IsString } from 'class-validator';
import { CallWebhook } from './call-webhook.dto.js';

/** What Twilio says when it asks what to do with a call. */
export class VoiceWebhook extends CallWebhook {
  /** `ringing` when the call is new, `in-progress` when it comes back (Twilio: Call resource, status). */
  @IsOptional()
  @IsString({ message: 'CallStatus must be given once' })
  readonly CallStatus?: string;
}
