export { MetricsModule } from './metrics.module.js';
export { sessionCsvFiles, type SessionCsvFile } from './session-csv-files.js';
export { SessionRecords } from './session-records.js';
export {
  TURN_RECORDER,
  type InteractionRecord,
  type InteractionType,
  type TurnRecorder,
  type TurnTimes,
} from './turn-record.js';
