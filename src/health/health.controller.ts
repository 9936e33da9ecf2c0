import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { Readiness } from '../common/readiness.js';
import { HealthService, type CheckReports } from './health.service.js';

interface HealthPage {
  readonly status: 'healthy' | 'unhealthy';
  readonly service: 'BAKAME MVP';
  readonly checks: CheckReports;
}

/** What runbooks, load balancers and orchestrators ask. A "no" is the same page with status 503. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly readiness: Readiness,
  ) {}

  @Get('healthz')
  @Header('Cache-Control', 'no-store')
  async healthz(): Promise<HealthPage> {
    const checks = await this.health.all();
    const isHealthy = Object.values(checks).every((check) => check.status !== 'unhealthy');
    const page = { service: 'BAKAME MVP', checks } as const;
    if (!isHealthy) throw new ServiceUnavailableException({ status: 'unhealthy', ...page });
    return { status: 'healthy', ...page };
  }

  @Get('livez')
  @Header('Cache-Control', 'no-store')
  livez(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('readyz')
  @Header('Cache-Control', 'no-store')
  async readyz(): Promise<{ status: 'ready' }> {
    const down = await this.health.neededAndDown();
    const reasons = [...this.readiness.reasons, ...down.map((name) => `${name}_down`)];
    if (reasons.length > 0) throw new ServiceUnavailableException({ status: 'not_ready', reasons });
    return { status: 'ready' };
  }
}
