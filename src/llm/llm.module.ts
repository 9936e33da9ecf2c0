import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { LOG, type Log } from '../common/log.js';
import { MeterRelay, type Meter } from '../common/meter.js';
import { Breakers } from '../common/resilience/index.js';
import {
  CHOSEN_PROVIDERS,
  createChosen,
  Settings,
  SETTINGS,
  type ChosenProviders,
} from '../config/index.js';
import { CHAT_MODEL, type ChatModel } from './chat-model.js';
import { llmKind } from './providers/index.js';

/** Builds the language model that LLM_PROVIDER chose (null for none), and closes it at the end. */
@Module({
  providers: [
    {
      provide: CHAT_MODEL,
      useFactory: async (
        chosen: ChosenProviders,
        settings: Settings,
        clock: Clock,
        log: Log,
        ...[meter, breakers]: [Meter, Breakers]
      ): Promise<ChatModel | null> =>
        createChosen(llmKind, chosen, { settings, clock, log, meter, breakers }),
      inject: [CHOSEN_PROVIDERS, SETTINGS, CLOCK, LOG, MeterRelay, Breakers],
    },
  ],
  exports: [CHAT_MODEL],
})
export class LlmModule implements OnApplicationShutdown {
  constructor(@Inject(CHAT_MODEL) private readonly model: ChatModel | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.model?.close();
  }
}
