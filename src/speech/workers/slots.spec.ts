import fc from 'fast-check';
import { setImmediate as tick } from 'node:timers/promises';
import { Slots } from './slots.js';

const never = new AbortController().signal;

type Step = 'take' | 'give back' | 'abort the first in line' | 'let time pass';

describe('Slots', () => {
  it('lets in who came first', async () => {
    const slots = new Slots(1);
    const order: string[] = [];
    await slots.take(never);
    const others = ['first', 'second', 'third'].map(async (name) => {
      await slots.take(never);
      order.push(name);
      slots.giveBack();
    });
    slots.giveBack();
    await Promise.all(others);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('gives a place on when its taker is aborted in the same moment', async () => {
    const slots = new Slots(1);
    const controller = new AbortController();
    await slots.take(never);
    const late = slots.take(controller.signal);
    slots.giveBack();
    controller.abort();
    await expect(late).rejects.toMatchObject({ name: 'AbortError' });
    await slots.take(never);
  });

  it('never gives out more places than it has, and never loses one', async () => {
    const step = fc.constantFrom<Step>(
      'take',
      'take',
      'give back',
      'abort the first in line',
      'let time pass',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step), fc.integer({ min: 1, max: 3 }), async (steps, places) => {
        const slots = new Slots(places);
        const controllers: AbortController[] = [];
        let taken = 0;
        for (const action of steps) {
          if (action === 'take') {
            const controller = new AbortController();
            controllers.push(controller);
            slots.take(controller.signal).then(
              () => taken++,
              () => undefined,
            );
          } else if (action === 'give back' && taken > 0) {
            taken--;
            slots.giveBack();
          } else if (action === 'abort the first in line') {
            controllers.shift()?.abort();
          } else {
            await tick();
          }
          expect(taken).toBeLessThanOrEqual(places);
        }
        for (const controller of controllers) controller.abort();
        await tick();
        for (; taken > 0; taken--) slots.giveBack();
        for (let i = 0; i < places; i++) await slots.take(AbortSignal.timeout(100));
        await expect(slots.take(AbortSignal.abort())).rejects.toThrow();
      }),
    );
  });
});
