export { upkeepQueueName } from './upkeep-schedule.js';
export { UpkeepModule } from './upkeep.module.js';
