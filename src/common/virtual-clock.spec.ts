import fc from 'fast-check';
import { VirtualClock } from './virtual-clock.js';

describe('virtual time', () => {
  it('fires timers when they are due, in order, and those that they set on the way', () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.after(20, () => fired.push(`late at ${clock.now()}`));
    clock.after(10, () => {
      fired.push(`early at ${clock.now()}`);
      clock.after(5, () => fired.push(`set on the way at ${clock.now()}`));
    });
    clock.advance(20);
    expect(fired).toEqual(['early at 10', 'set on the way at 15', 'late at 20']);
  });

  it('does not fire what was cancelled', () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    const timer = clock.after(5, () => fired.push(1));
    timer.cancel();
    timer.cancel();
    clock.advance(100);
    expect(fired).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('moves the wall clock along', () => {
    const clock = new VirtualClock(new Date('2026-01-01T00:00:00Z'));
    clock.advance(1500);
    expect(clock.date().toISOString()).toBe('2026-01-01T00:00:01.500Z');
  });

  it('fires every timer exactly once, never early, however time is cut up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100 })),
        fc.array(fc.nat(40)),
        (delays, steps) => {
          const clock = new VirtualClock();
          const fired: number[] = [];
          for (const delay of delays) {
            clock.after(delay, () => {
              expect(clock.now()).toBe(delay);
              fired.push(delay);
            });
          }
          for (const step of steps) clock.advance(step);
          const passed = steps.reduce((sum, step) => sum + step, 0);
          expect(fired).toEqual(delays.filter((delay) => delay <= passed).sort((a, b) => a - b));
        },
      ),
    );
  });
});
