import {
  Global,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { HealthChecks } from '../common/health-check.js';
import { LOG, type Log } from '../common/log.js';
import { OperationsModule } from '../common/operations.module.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { BreakerSharing } from './breaker-sharing.js';
import { connectDatabase } from './data-source.js';
import { CALL_REDIS, connectCallRedis } from './redis.js';
import { SessionPartitions } from './session-partitions.js';

const database = TypeOrmModule.forRootAsync({
  inject: [SETTINGS],
  useFactory: ({ DATABASE_URL }: Settings) => ({
    type: 'postgres' as const,
    url: DATABASE_URL,
    toRetry: () => false,
  }),
  dataSourceFactory: async (options) =>
    connectDatabase(options?.type === 'postgres' ? (options.url ?? '') : ''),
});

/** The two stores, connected before the server listens and closed after everything else. */
@Global()
@Module({
  imports: [OperationsModule, database],
  providers: [
    BreakerSharing,
    SessionPartitions,
    {
      provide: CALL_REDIS,
      // After the database, so that a start without one leaves no connection behind.
      inject: [SETTINGS, LOG, DataSource],
      useFactory: async ({ REDIS_URL }: Settings, log: Log) => connectCallRedis(REDIS_URL, log),
    },
  ],
  exports: [CALL_REDIS, SessionPartitions, TypeOrmModule],
})
export class PersistenceModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(CALL_REDIS) private readonly redis: Redis,
    @Inject(LOG) private readonly log: Log,
    private readonly dataSource: DataSource,
    checks: HealthChecks,
  ) {
    checks.register({
      name: 'redis',
      mend: 'start Redis, or correct REDIS_URL',
      check: async () => {
        await redis.ping();
      },
    });
    checks.register({
      name: 'database',
      mend: 'start PostgreSQL, or correct DATABASE_URL',
      check: async () => {
        await dataSource.query('SELECT 1');
      },
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    if (await this.dataSource.showMigrations())
      this.log.warn('the database schema is behind; records wait until it is not', {
        mend: 'npm run migration:run',
      });
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
