import { Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { MetricsModule } from '../metrics/index.js';
import { TelephonyModule } from '../telephony/index.js';
import { EventMetrics } from './event-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { OpsTokenGuard } from './ops-token.guard.js';
import { RecordMetrics } from './record-metrics.js';
import { StateMetrics } from './state-metrics.js';
import { TurnMetrics } from './turn-metrics.js';
import { TurnTracing } from './turn-tracing.js';

/** Metrics for Prometheus, and traces where a collector is named. */
@Module({
  imports: [MetricsModule, TelephonyModule],
  controllers: [MetricsController],
  providers: [
    { provide: Registry, useFactory: () => new Registry() },
    EventMetrics,
    OpsTokenGuard,
    RecordMetrics,
    StateMetrics,
    TurnMetrics,
    TurnTracing,
  ],
})
export class TelemetryModule {}
