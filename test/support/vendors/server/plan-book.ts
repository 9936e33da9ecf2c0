import type { Delivery } from './answer.js';

/** For each endpoint a queue of plans, one a request, and the plan for when the queue is empty. */
export class PlanBook {
  private readonly queues = new Map<string, Delivery[]>();
  private readonly defaults: Map<string, Delivery>;

  constructor(defaults: Readonly<Record<string, Delivery>>) {
    this.defaults = new Map(Object.entries(defaults));
  }

  queue(endpoint: string, plans: readonly Delivery[]): void {
    this.queues.set(endpoint, [...(this.queues.get(endpoint) ?? []), ...plans]);
  }

  setDefault(endpoint: string, plan: Delivery): void {
    this.defaults.set(endpoint, plan);
  }

  /** What the next request gets: what its plan leaves out is taken from the default. */
  next(endpoint: string): Delivery {
    return { ...this.defaults.get(endpoint), ...this.queues.get(endpoint)?.shift() };
  }
}
