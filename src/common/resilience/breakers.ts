import { silentMeter, type Meter } from '../meter.js';
import { Breaker, type BreakerOptions } from './breaker.js';

/** The circuit breakers of this process, for health and metrics to look at and for instances to share. */
export class Breakers {
  private readonly breakers = new Map<string, Breaker>();

  constructor(private readonly meter: Meter = silentMeter) {}

  create(options: BreakerOptions): Breaker {
    const breaker = new Breaker(options, (code) => {
      this.meter.countFailure(options.name, code);
    });
    this.breakers.set(options.name, breaker);
    return breaker;
  }

  get all(): readonly Breaker[] {
    return [...this.breakers.values()];
  }
}
