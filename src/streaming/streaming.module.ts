import { Module } from '@nestjs/common';
import { LlmModule } from '../llm/index.js';
import { MetricsModule } from '../metrics/index.js';
import { SpeechModule } from '../speech/index.js';
import { TelephonyModule } from '../telephony/index.js';
import { TutorModule } from '../tutor/index.js';
import { callRoomsProvider } from './call-rooms.provider.js';
import { EndedCalls } from './ended-calls.js';
import { LiveCalls } from './live-calls.js';
import { MediaStreamGateway } from './media-stream.gateway.js';
import { PhrasesAtHand } from './phrases-at-hand.js';
import { StreamAdmission } from './stream-admission.js';

/** Twilio's WebSocket side, and the live calls. */
@Module({
  imports: [LlmModule, MetricsModule, SpeechModule, TelephonyModule, TutorModule],
  providers: [
    callRoomsProvider,
    EndedCalls,
    LiveCalls,
    MediaStreamGateway,
    PhrasesAtHand,
    StreamAdmission,
  ],
})
export class StreamingModule {}
