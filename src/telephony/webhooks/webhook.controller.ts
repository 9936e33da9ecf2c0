import {
  All,
  Body,
  Controller,
  Header,
  HttpCode,
  MethodNotAllowedException,
  Post,
  Res,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import type { Response } from 'express';
import { MeterRelay } from '../../common/meter.js';
import { CallerId } from '../calls/caller-id.js';
import { CallAnswerService } from './call-answer.service.js';
import { CallClosingService } from './call-closing.service.js';
import { StatusWebhook } from './status-webhook.dto.js';
import { TwilioRequestGuard } from './twilio-request.guard.js';
import { VoiceWebhook } from './voice-webhook.dto.js';

const validated = new ValidationPipe({ transform: true });

/** What Twilio asks and tells about voice calls. */
@Controller('webhook')
export class WebhookController {
  constructor(
    private readonly callerId: CallerId,
    private readonly answers: CallAnswerService,
    private readonly closing: CallClosingService,
    private readonly meter: MeterRelay,
  ) {}

  @Post('call')
  @HttpCode(200)
  @UseGuards(TwilioRequestGuard)
  async call(
    @Body(validated) webhook: VoiceWebhook,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const caller = this.callerId.identify(webhook.From, webhook.CallSid);
    const { is, twiml } = await this.answers.answer(
      webhook.CallSid,
      caller,
      webhook.CallStatus === 'in-progress',
    );
    this.meter.count('call_answers', is);
    response.type('text/xml');
    return twiml;
  }

  @Post('status')
  @HttpCode(204)
  @UseGuards(TwilioRequestGuard)
  async status(@Body(validated) webhook: StatusWebhook): Promise<void> {
    const caller = this.callerId.identify(webhook.From, webhook.CallSid);
    await this.closing.report(webhook, caller);
  }

  @All(['call', 'status'])
  @Header('Allow', 'POST')
  refuseMethod(): never {
    throw new MethodNotAllowedException('set the webhook to HTTP POST in the Twilio console');
  }
}
