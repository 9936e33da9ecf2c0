import { Global, Module } from '@nestjs/common';
import { CLOCK, SystemClock } from './clock.js';
import { HealthChecks } from './health-check.js';
import { MeterRelay } from './meter.js';
import { Readiness } from './readiness.js';
import { Breakers } from './resilience/index.js';

/** The clock, and the registries through which every room tells operators how it is. */
@Global()
@Module({
  providers: [
    { provide: CLOCK, useClass: SystemClock },
    HealthChecks,
    MeterRelay,
    Readiness,
    {
      provide: Breakers,
      inject: [MeterRelay],
      useFactory: (meter: MeterRelay) => new Breakers(meter),
    },
  ],
  exports: [CLOCK, HealthChecks, MeterRelay, Readiness, Breakers],
})
export class OperationsModule {}
