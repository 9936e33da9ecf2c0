import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule } from './common/operations.module.js';
import { ConfigModule, type Configuration } from './config/index.js';
import { HealthModule } from './health/index.js';
import { LogsModule, type JsonLog } from './logs/index.js';
import { PersistenceModule } from './persistence/index.js';
import { StreamingModule } from './streaming/index.js';
import { TelemetryModule } from './telemetry/index.js';
import { UpkeepModule } from './upkeep/index.js';

/** The house: every room, once. */
@Module({})
export class AppModule {
  static forRoot(configuration: Configuration, log: JsonLog): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(configuration),
        LogsModule.forRoot(log),
        OperationsModule,
        PersistenceModule,
        StreamingModule,
        UpkeepModule,
        HealthModule,
        TelemetryModule,
      ],
    };
  }
}
