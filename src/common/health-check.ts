import { AppError } from './errors.js';

/** What the health page reports on, in its order. */
export const healthCheckNames = [
  'redis',
  'database',
  'llama_api',
  'openai_api',
  'deepgram_api',
] as const;

export type HealthCheckName = (typeof healthCheckNames)[number];

/** One dependency that can be asked, at no cost, whether it works. */
export interface HealthCheck {
  readonly name: HealthCheckName;
  /** Rejects when the dependency is unhealthy; ends early when `signal` aborts. */
  check(signal: AbortSignal): Promise<void>;
}

/** The checks of this process: the room that uses a dependency registers it, health only asks. */
export class HealthChecks {
  private readonly checks = new Map<HealthCheckName, HealthCheck>();

  /** A second check of the same name replaces the first. */
  register(check: HealthCheck): void {
    this.checks.set(check.name, check);
  }

  /** Undefined for a dependency that the configuration does not use. */
  find(name: HealthCheckName): HealthCheck | undefined {
    return this.checks.get(name);
  }
}

/** A free GET that must be answered with a 2xx status; the body is not read. */
export async function probeUrl(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(url, { headers, signal });
  await response.body?.cancel();
  if (!response.ok)
    throw new AppError('PROVIDER_UNAVAILABLE', `answered with HTTP status ${response.status}`);
}
