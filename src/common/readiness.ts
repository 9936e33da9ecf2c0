/** Why this instance takes no new calls just now, e.g. 'draining' or 'at_capacity'. */
export class Readiness {
  private readonly blocked = new Set<string>();

  /** Stops new calls for `reason`; blocking twice for one reason is blocking once. */
  block(reason: string): void {
    this.blocked.add(reason);
  }

  unblock(reason: string): void {
    this.blocked.delete(reason);
  }

  get reasons(): readonly string[] {
    return [...this.blocked];
  }
}
