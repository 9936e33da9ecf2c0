import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { AppError } from '../common/errors.js';
import {
  healthCheckNames,
  HealthChecks,
  type HealthCheck,
  type HealthCheckName,
} from '../common/health-check.js';

export interface CheckReport {
  readonly status: 'healthy' | 'unhealthy' | 'disabled';
  readonly latency_ms?: number;
  /** Why it is unhealthy: a code or one of our own sentences, never a vendor's text. */
  readonly message?: string;
}

/** By name, in the order of `healthCheckNames`. */
export type CheckReports = Readonly<Record<string, CheckReport>>;

/** The whole answer must be there within a second, whatever hangs. */
const timeoutMs = 800;
const stores: readonly HealthCheckName[] = ['redis', 'database'];
/** Vendors are asked rarely; the stores once for all who ask at the same time. */
const vendorCacheMs = 5000;
const storeCacheMs = 250;

interface AttemptDetail {
  readonly status: string;
  readonly responseTime?: number;
  readonly message?: unknown;
}

/** Asks what the rooms have registered, all at once. */
@Injectable()
export class HealthService {
  constructor(
    private readonly checks: HealthChecks,
    private readonly indicators: HealthIndicatorService,
  ) {}

  async all(): Promise<CheckReports> {
    const reports = healthCheckNames.map(async (name) => [name, await this.report(name)] as const);
    return Object.fromEntries(await Promise.all(reports));
  }

  /** The stores without which no call is taken, and which are down. */
  async storesDown(): Promise<HealthCheckName[]> {
    const reports = await Promise.all(stores.map(async (name) => this.report(name)));
    return stores.filter((_, index) => reports[index]?.status === 'unhealthy');
  }

  private async report(name: HealthCheckName): Promise<CheckReport> {
    const check = this.checks.find(name);
    if (!check) return { status: 'disabled' };
    const result = await this.indicators
      .check(name)
      .attempt(async ({ signal }) => outcomeOf(check, signal))
      .withTimeout(timeoutMs)
      .cacheFor(stores.includes(name) ? storeCacheMs : vendorCacheMs);
    const { status, responseTime, message }: AttemptDetail = result[name];
    return {
      status: status === 'up' ? 'healthy' : 'unhealthy',
      ...(responseTime === undefined ? {} : { latency_ms: responseTime }),
      ...(typeof message === 'string' ? { message } : {}),
    };
  }
}

/** Only our own words pass: a driver's or a vendor's message may hold addresses, names and keys. */
async function outcomeOf(check: HealthCheck, signal: AbortSignal): Promise<void> {
  try {
    await check.check(signal);
  } catch (error) {
    throw new Error(error instanceof AppError ? error.message : 'no usable answer');
  }
}
