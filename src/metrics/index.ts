export { MetricsModule } from './metrics.module.js';
export { SessionRecords } from './session-records.js';
export {
  TURN_RECORDER,
  type InteractionRecord,
  type InteractionType,
  type TurnRecorder,
  type TurnTimes,
} from './turn-record.js';
