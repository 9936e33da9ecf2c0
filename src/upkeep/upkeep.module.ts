import { Module } from '@nestjs/common';
import { OperationsModule } from '../common/operations.module.js';
import { PersistenceModule } from '../persistence/index.js';
import { UpkeepSchedule } from './upkeep-schedule.js';
import { Upkeep } from './upkeep.js';

/** Partitions made ahead and old records dropped, on a schedule. */
@Module({
  imports: [OperationsModule, PersistenceModule],
  providers: [Upkeep, UpkeepSchedule],
})
export class UpkeepModule {}
