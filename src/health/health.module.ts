import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { OperationsModule } from '../common/operations.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { VendorChecks } from './vendor-checks.js';

@Module({
  imports: [OperationsModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [HealthService, VendorChecks],
})
export class HealthModule {}
