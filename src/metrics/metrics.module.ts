import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { SystemClock } from '../common/clock.js';
import { LOG, type Log } from '../common/log.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { bullConnection, PersistenceModule } from '../persistence/index.js';
import { CsvExporter } from './csv-exporter.js';
import { QueueTurnRecorder } from './queue-turn-recorder.js';
import { RecordSpool } from './record-spool.js';
import { SessionCsv } from './session-csv.js';
import { SessionRecords } from './session-records.js';
import { turnQueueName } from './turn-record-job.js';
import { TurnRecordProcessor } from './turn-record.processor.js';
import { TURN_RECORDER } from './turn-record.js';

const flushMs = 2000;
const drainMs = 2000;
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
    removeOnComplete: { age: 3600, count: 1000 },
    removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
  },
});

/** Records of turns: recorder → queue → table → CSV file, each step in the background. */
@Module({
  imports: [PersistenceModule, connection, queue],
  providers: [
    SessionRecords,
    TurnRecordProcessor,
    {
      provide: CsvExporter,
      inject: [SessionRecords, SETTINGS, LOG],
      useFactory: (records: SessionRecords, { CSV_FILE }: Settings, log: Log) =>
        new CsvExporter(records, new SessionCsv(CSV_FILE), new SystemClock(), log),
    },
    {
      provide: QueueTurnRecorder,
      inject: [getQueueToken(turnQueueName), LOG],
      useFactory: (turns: Queue, log: Log) => new QueueTurnRecorder(turns, new SystemClock(), log),
    },
    {
      provide: RecordSpool,
      inject: [SETTINGS, LOG],
      useFactory: ({ BAKAME_HOME }: Settings, log: Log) => new RecordSpool(BAKAME_HOME, log),
    },
    { provide: TURN_RECORDER, useExisting: QueueTurnRecorder },
  ],
  exports: [TURN_RECORDER, SessionRecords],
})
export class MetricsModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly recorder: QueueTurnRecorder,
    private readonly processor: TurnRecordProcessor,
    private readonly exporter: CsvExporter,
    private readonly spool: RecordSpool,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.recorder.enqueue(await this.spool.take());
    this.exporter.request();
  }

  /** Records of the last calls still reach the table and the file, if their stores answer in time. */
  async onApplicationShutdown(): Promise<void> {
    const left = await this.recorder.end(AbortSignal.timeout(flushMs));
    if (left.length > 0) await this.spool.keep(left);
    const answers =
      left.length === 0 && (await this.processor.finish(AbortSignal.timeout(drainMs)));
    await this.processor.close(!answers, AbortSignal.timeout(closeMs));
    await this.exporter.close();
  }
}
