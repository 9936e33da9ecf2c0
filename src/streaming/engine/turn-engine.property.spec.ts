import fc from 'fast-check';
import type { EventBody, TurnEffect } from './events.js';
import { EngineTable } from '../testing/engine-table.js';

describe('in any order of events', () => {
  const generation = fc.integer({ min: 0, max: 12 });
  const event: fc.Arbitrary<EventBody> = fc.oneof(
    {
      weight: 12,
      arbitrary: fc
        .double({ min: 0, max: 1, noNaN: true })
        .map((probability) => ({ type: 'activity' as const, probability, positionMs: 0 })),
    },
    fc.record({
      type: fc.constant('transcript' as const),
      generation,
      text: fc.constantFrom('', 'Seven.', 'mm', 'and'),
      confidence: fc.constant(null),
    }),
    fc.record({ type: fc.constant('recognition-failed' as const), generation }),
    fc.record({
      type: fc.constant('completion' as const),
      generation,
      probability: fc.constantFrom(0.1, 0.9),
    }),
    fc.record({ type: fc.constant('playback-started' as const), generation }),
    fc.record({ type: fc.constant('playback-ended' as const), generation, endsCall: fc.boolean() }),
    fc.record({ type: fc.constant('key' as const), digit: fc.constantFrom('1', '#') }),
    fc.record({
      type: fc.constant('timer' as const),
      timer: fc.constantFrom('wait' as const, 'silence' as const),
    }),
  );
  it('every reply is prepared before it is heard, and ended exactly once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(20)), { maxLength: 120 }), (events) => {
        const table = new EngineTable();
        table.send({ type: 'started' });
        for (const [body, repeat] of events) sendRepeatedly(table, body, repeat);
        table.send({ type: 'closed' });
        let live: number | null = null;
        for (const effect of table.effects) live = follow(live, effect);
        expect(live).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('nothing happens after the end', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const table = new EngineTable();
        table.send({ type: 'started' });
        table.send({ type: 'closed' });
        expect(events.flatMap((body) => table.send(body))).toEqual([]);
      }),
    );
  });
});

/** Voice and silence come in runs, everything else once. */
function sendRepeatedly(table: EngineTable, body: EventBody, repeat: number): void {
  const times = body.type === 'activity' ? repeat + 1 : 1;
  for (let n = 0; n < times; n++) {
    table.atMs += 32;
    table.send(body.type === 'activity' ? { ...body, positionMs: table.atMs } : body);
  }
}

/** The generation that is alive after `effect`; fails when the effect speaks of another one. */
function follow(live: number | null, effect: TurnEffect): number | null {
  switch (effect.type) {
    case 'prepare':
      expect(live).toBeNull();
      return effect.generation;
    case 'release':
    case 'hold':
    case 'resume':
      expect(effect.generation).toBe(live);
      return live;
    case 'abort-reply':
    case 'cut':
    case 'settle':
      expect(effect.generation).toBe(live);
      return null;
    case 'recognize':
    case 'abort-recognition':
    case 'set-timer':
    case 'cancel-timer':
    case 'hang-up':
      return live;
  }
}
