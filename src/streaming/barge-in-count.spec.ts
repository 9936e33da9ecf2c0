import { silentMeter } from '../common/meter.js';
import { BargeInCount } from './barge-in-count.js';

describe('BargeInCount', () => {
  it('adds what is new in the running totals of every stream', () => {
    const totals = new Map<string, number>();
    const barges = new BargeInCount({
      ...silentMeter,
      count: (_, kind, by = 1) => {
        totals.set(kind, (totals.get(kind) ?? 0) + by);
      },
    });
    const [one, other] = [{}, {}];
    barges.note(one, { active: true, real: 0, falseAlarms: 0 });
    barges.note(one, { active: false, real: 0, falseAlarms: 1 });
    barges.note(other, { active: false, real: 2, falseAlarms: 0 });
    barges.note(one, { active: false, real: 1, falseAlarms: 1 });
    barges.note(one, { active: true, real: 1, falseAlarms: 1 });
    expect(Object.fromEntries(totals)).toEqual({ real: 3, false: 1 });
  });
});
