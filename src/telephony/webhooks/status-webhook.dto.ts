import { IsOptional, IsString } from 'class-validator';
import { CallWebhook } from './call-webhook.dto.js';

/** Twilio's call status callback, as far as it is used. */
export class StatusWebhook extends CallWebhook {
  @IsString({ message: 'CallStatus must be given once' })
  readonly CallStatus!: string;

  /** Whole seconds as text, on the final status only. */
  @IsOptional()
  @IsString({ message: 'CallDuration must be given once' })
  readonly CallDuration?: string;
}
