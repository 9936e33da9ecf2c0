import { IsOptional, IsString, Matches } from 'class-validator';

/** Twilio's voice webhook, as far as it is used. Twilio adds fields without notice. */
export class CallWebhook {
  @Matches(/^CA[0-9a-f]{32}$/i, { message: 'CallSid must be CA followed by 32 hex digits' })
  readonly CallSid!: string;

  /** E.164, or whatever a caller who withholds the number is shown as. */
  @IsOptional()
  @IsString({ message: 'From must be given once' })
  readonly From?: string;
}
