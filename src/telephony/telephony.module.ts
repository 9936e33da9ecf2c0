import { Module } from '@nestjs/common';
import { LOG, type Log } from '../common/log.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { ADMISSION_GATE } from './calls/admission-gate.js';
import { CallCapacity } from './calls/call-capacity.js';
import { CallLifecycle } from './calls/call-lifecycle.js';
import { CallStates } from './calls/call-states.js';
import { CallerId } from './calls/caller-id.js';
import { LearnerStates } from './calls/learner-states.js';
import { StreamTokens } from './calls/stream-tokens.js';
import { createTwilioRest } from './rest/create-twilio-rest.js';
import { TWILIO_REST } from './rest/twilio-rest.js';
import { CallAnswerService } from './webhooks/call-answer.service.js';
import { CallClosingService } from './webhooks/call-closing.service.js';
import { TwilioSignature } from './webhooks/twilio-signature.js';
import { WebhookController } from './webhooks/webhook.controller.js';

/** Twilio's HTTP side. Needs CALL_REDIS, CLOCK, LOG, SETTINGS and Readiness from global modules. */
@Module({
  controllers: [WebhookController],
  providers: [
    { provide: ADMISSION_GATE, useClass: CallCapacity },
    {
      provide: TWILIO_REST,
      inject: [SETTINGS, LOG],
      useFactory: (settings: Settings, log: Log) => createTwilioRest(settings, log),
    },
    CallAnswerService,
    CallClosingService,
    CallerId,
    CallLifecycle,
    CallStates,
    LearnerStates,
    StreamTokens,
    TwilioSignature,
  ],
  exports: [
    ADMISSION_GATE,
    TWILIO_REST,
    CallerId,
    CallLifecycle,
    CallStates,
    StreamTokens,
    TwilioSignature,
  ],
})
export class TelephonyModule {}
