import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { LOG } from '../common/log.js';
import { JsonLog } from './json-log.js';

/** Hands the log of the process to every room, and empties it when the rest has shut down. */
@Module({})
export class LogsModule implements OnApplicationShutdown {
  constructor(private readonly log: JsonLog) {}

  static forRoot(log: JsonLog): DynamicModule {
    return {
      module: LogsModule,
      global: true,
      providers: [
        { provide: JsonLog, useValue: log },
        { provide: LOG, useExisting: JsonLog },
      ],
      exports: [LOG],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }
}
