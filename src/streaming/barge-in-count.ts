import type { Meter } from '../common/meter.js';
import type { BargeIns } from './call-line.js';

/** Counts the barge-ins of all calls from what each saves of them: a running total of its stream. */
export class BargeInCount {
  private readonly counted = new WeakMap<object, BargeIns>();

  constructor(private readonly meter: Meter) {}

  /** `stream` is the same object as long as the stream lasts. */
  note(stream: object, total: BargeIns): void {
    const before = this.counted.get(stream);
    this.counted.set(stream, total);
    this.meter.count('barge_ins', 'real', total.real - (before?.real ?? 0));
    this.meter.count('barge_ins', 'false', total.falseAlarms - (before?.falseAlarms ?? 0));
  }
}
