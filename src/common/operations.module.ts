import { Global, Module } from '@nestjs/common';
import { HealthChecks } from './health-check.js';
import { Readiness } from './readiness.js';

/** The registries through which every room tells operators how it is; health reads them. */
@Global()
@Module({ providers: [HealthChecks, Readiness], exports: [HealthChecks, Readiness] })
export class OperationsModule {}
