export { MetricsModule } from './metrics.module.js';
export {
  ObservedTurnRecorder,
  type FinishedTurn,
  type TurnObserver,
} from './observed-turn-recorder.js';
export { RecordBacklog } from './record-backlog.js';
export {
  csvLinesOf,
  removeCsvFiles,
  removeCsvLines,
  sessionCsvFiles,
  whileNothingIsExported,
  type SessionCsvFile,
} from './session-csv-files.js';
export { SessionRecords } from './session-records.js';
export { RecordSpool } from './spool/record-spool.js';
export { turnQueueName } from './turn-record-job.js';
export {
  TURN_RECORDER,
  type InteractionRecord,
  type InteractionType,
  type TurnRecorder,
  type TurnTimes,
} from './turn-record.js';
