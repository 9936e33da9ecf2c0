import { Inject, Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { CLOCK, type Clock } from '../common/clock.js';
import {
  healthCheckNames,
  HealthChecks,
  type HealthCheck,
  type HealthCheckName,
} from '../common/health-check.js';
import { Breakers } from '../common/resilience/index.js';
import { DependencyWatch, type CheckReport, type WatchPace } from './dependency-watch.js';

/** By name, in the order of `healthCheckNames`. */
export type CheckReports = Readonly<Record<string, CheckReport>>;

/** The stores are near and asked often. */
const storePace: WatchPace = { freshMs: 1000, timeoutMs: 700 };
/** A vendor on another continent may need a second for a new connection, and is not to be pestered. */
const vendorPace: WatchPace = { freshMs: 10_000, timeoutMs: 4000 };

const stores: readonly HealthCheckName[] = ['redis', 'database'];
/**
 * Without Redis no call can be connected. Calls do go on without PostgreSQL, whose records wait, and a
 * vendor that is down is down for every instance: for neither are callers turned away.
 */
const needed: readonly HealthCheckName[] = ['redis'];

/** Asks what the rooms have registered, all at once, and believes what live calls have found out. */
@Injectable()
export class HealthService {
  private readonly watches = new Map<HealthCheck, DependencyWatch>();

  constructor(
    private readonly checks: HealthChecks,
    private readonly indicators: HealthIndicatorService,
    private readonly breakers: Breakers,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Within a second, whatever hangs. */
  async all(): Promise<CheckReports> {
    const reports = healthCheckNames.map(async (name) => [name, await this.report(name)] as const);
    return Object.fromEntries(await Promise.all(reports));
  }

  /** The dependencies without which no call can be taken, and which are down. */
  async neededAndDown(): Promise<HealthCheckName[]> {
    const reports = await Promise.all(needed.map(async (name) => this.report(name)));
    return needed.filter((_, index) => reports[index]?.status === 'unhealthy');
  }

  private async report(name: HealthCheckName): Promise<CheckReport> {
    const check = this.checks.find(name);
    if (!check) return { status: 'disabled' };
    return this.openBreaker(name) ?? this.watch(check).report();
  }

  /** One that may be probed again says nothing: without calls nobody probes it. */
  private openBreaker(name: HealthCheckName): CheckReport | undefined {
    const breaker = this.breakers.all.find(
      ({ healthCheck, openForMs }) => healthCheck === name && openForMs > 0,
    );
    if (!breaker) return undefined;
    const seconds = Math.ceil(breaker.openForMs / 1000);
    const message = `failed calls and opened the circuit breaker ${breaker.name}: see app.log; it is tried again in ${seconds} s`;
    return { status: 'unhealthy', message };
  }

  private watch(check: HealthCheck): DependencyWatch {
    const known = this.watches.get(check);
    if (known) return known;
    const pace = stores.includes(check.name) ? storePace : vendorPace;
    const watch = new DependencyWatch(check, pace, this.indicators, this.clock);
    this.watches.set(check, watch);
    return watch;
  }
}
