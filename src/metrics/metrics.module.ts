import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { SystemClock } from '../common/clock.js';
import { LOG, type Log } from '../common/log.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { bullConnection, PersistenceModule } from '../persistence/index.js';
import { CsvExporter } from './csv-exporter.js';
import { ObservedTurnRecorder } from './observed-turn-recorder.js';
import { RecordBacklog } from './record-backlog.js';
import { RecordDelivery } from './record-delivery.js';
import { RecordSpool } from './spool/record-spool.js';
import { SpooledTurnRecorder } from './spooled-turn-recorder.js';
import { SessionCsv } from './session-csv.js';
import { SessionRecords } from './session-records.js';
import { turnQueueName } from './turn-record-job.js';
import { TurnRecordProcessor } from './turn-record.processor.js';
import { TURN_RECORDER } from './turn-record.js';

const flushMs = 4000;
const closeMs = 2000;

const connection = BullModule.forRootAsync({
  inject: [SETTINGS],
  useFactory: ({ REDIS_URL }: Settings) => ({
    connection: bullConnection(REDIS_URL),
    prefix: 'bakame',
  }),
});

const queue = BullModule.registerQueue({
  name: turnQueueName,
  defaultJobOptions: {
    attempts: 10_000,
    backoff: { type: 'custom' },
    removeOnComplete: true,
    removeOnFail: { age: 24 * 3600, count: 1000 },
  },
});

/** Records of turns: memory → spool → queue → table → CSV file, each step in the background. */
@Module({
  imports: [PersistenceModule, connection, queue],
  providers: [
    SessionRecords,
    TurnRecordProcessor,
    {
      provide: CsvExporter,
      inject: [SessionRecords, SETTINGS, LOG],
      useFactory: (records: SessionRecords, { CSV_FILE }: Settings, log: Log) => {
        const clock = new SystemClock();
        return new CsvExporter(records, new SessionCsv(CSV_FILE, clock, log), clock, log);
      },
    },
    {
      provide: RecordDelivery,
      inject: [getQueueToken(turnQueueName), SessionRecords, LOG],
      useFactory: (turns: Queue, records: SessionRecords, log: Log) =>
        new RecordDelivery(turns, records, new SystemClock(), log),
    },
    {
      provide: RecordSpool,
      inject: [SETTINGS, LOG],
      useFactory: ({ SPOOL_DIR, SPOOL_MAX_MB }: Settings, log: Log) =>
        new RecordSpool(SPOOL_DIR, SPOOL_MAX_MB * 1024 * 1024, log),
    },
    {
      provide: SpooledTurnRecorder,
      inject: [RecordSpool, RecordDelivery, LOG],
      useFactory: (spool: RecordSpool, delivery: RecordDelivery, log: Log) =>
        new SpooledTurnRecorder(spool, delivery, new SystemClock(), log),
    },
    {
      provide: ObservedTurnRecorder,
      inject: [SpooledTurnRecorder, LOG],
      useFactory: (recorder: SpooledTurnRecorder, log: Log) =>
        new ObservedTurnRecorder(recorder, log),
    },
    { provide: TURN_RECORDER, useExisting: ObservedTurnRecorder },
    {
      provide: RecordBacklog,
      inject: [SpooledTurnRecorder, getQueueToken(turnQueueName)],
      useFactory: (recorder: SpooledTurnRecorder, turns: Queue) =>
        new RecordBacklog(recorder, turns),
    },
  ],
  exports: [TURN_RECORDER, SessionRecords, ObservedTurnRecorder, RecordBacklog],
})
export class MetricsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly recorder: SpooledTurnRecorder,
    private readonly processor: TurnRecordProcessor,
    private readonly exporter: CsvExporter,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.recorder.start();
    this.exporter.request();
  }

  /** Records of the last calls still reach the table and the file, if their stores answer in time. */
  async onApplicationShutdown(): Promise<void> {
    const answers = await this.recorder.end(AbortSignal.timeout(flushMs));
    await this.processor.close(!answers, AbortSignal.timeout(closeMs));
    await this.exporter.close();
  }
}
