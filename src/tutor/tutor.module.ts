import { Module } from '@nestjs/common';
import { LOG, type Log } from '../common/log.js';
import { Settings, SETTINGS } from '../config/index.js';
import { CHAT_MODEL, LlmModule, type ChatModel } from '../llm/index.js';
import { BakameTutor } from './bakame-tutor.js';
import { TUTOR, type Tutor } from './tutor.js';

@Module({
  imports: [LlmModule],
  providers: [
    {
      provide: TUTOR,
      useFactory: (chat: ChatModel | null, settings: Settings, log: Log): Tutor =>
        new BakameTutor({ chat, maxTokens: settings.LLM_MAX_TOKENS, log }),
      inject: [CHAT_MODEL, SETTINGS, LOG],
    },
  ],
  exports: [TUTOR],
})
export class TutorModule {}
