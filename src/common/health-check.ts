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
  /** What to do when there is no answer, as the end of a sentence: "start Redis, or …". */
  readonly mend: string;
  /**
   * Rejects when the dependency is unhealthy, with an AppError that says what is wrong and what to do;
   * ends early when `signal` aborts.
   */
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
