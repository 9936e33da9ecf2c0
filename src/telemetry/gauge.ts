import { Gauge, type Registry } from 'prom-client';

export interface GaugeText {
  /** Without the prefix of all our metrics. */
  readonly name: string;
  readonly help: string;
}

/** A gauge that is read when somebody asks. */
export function gaugeOf(registry: Registry, { name, help }: GaugeText, read: () => number): void {
  new Gauge({
    name: `bakame_${name}`,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
