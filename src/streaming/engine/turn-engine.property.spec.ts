import fc from 'fast-check';
import type { Fit } from '../../tutor/index.js';
import { EngineTable } from '../testing/engine-table.js';
import { policy } from '../testing/scripted-rooms.js';
import type { EventBody, TimerName, TurnEffect } from './events.js';

const generation = fc.integer({ min: 0, max: 12 });
const fit: fc.Arbitrary<Fit> = fc.record({
  answer: fc.constantFrom('whole' as const, 'beginning' as const, 'perhaps' as const, null),
  patience: fc.constantFrom(1, 1.25),
});
const event: fc.Arbitrary<EventBody> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc
      .double({ min: 0, max: 1, noNaN: true })
      .map((probability) => ({ type: 'activity' as const, probability, positionMs: 0 })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('transcript' as const),
      generation,
      text: fc.constantFrom('', 'Seven.', 'mm', 'and'),
      confidence: fc.constant(null),
      fit,
    }),
  },
  fc.record({
    type: fc.constant('partial' as const),
    text: fc.constantFrom('', 'seven', 'seven and'),
  }),
  fc.record({ type: fc.constant('recognition-failed' as const), generation }),
  fc.record({
    type: fc.constant('completion' as const),
    generation,
    probability: fc.constantFrom(0.1, 0.9),
  }),
  fc.record({ type: fc.constant('held' as const), generation, clause: fc.constant('Is it?') }),
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('playback-started' as const), generation }),
  },
  fc.record({
    type: fc.constant('playback-ended' as const),
    generation,
    endsCall: fc.boolean(),
    mute: fc.boolean(),
  }),
  fc.record({ type: fc.constant('key' as const), digit: fc.constantFrom('1', '#') }),
  fc.record({
    type: fc.constant('timer' as const),
    timer: fc.constantFrom('wait' as const, 'filler' as const, 'silence' as const),
  }),
);
/** Events, and how often each comes in a row when it is audio. */
const course = fc.array(fc.tuple(event, fc.nat(20)), { maxLength: 120 });

type Course = readonly (readonly [EventBody, number])[];

/** Results that come in time: the generation is the newest, as it mostly is in a call. */
function current(table: EngineTable, body: EventBody): EventBody {
  return 'generation' in body && body.generation % 2 === 0
    ? { ...body, generation: table.state.generation }
    : body;
}

/** Voice and silence come in runs, everything else once. */
function follow(table: EngineTable, events: Course): void {
  for (const [body, repeat] of events) {
    const times = body.type === 'activity' ? repeat + 1 : 1;
    for (let n = 0; n < times; n++) {
      table.atMs += policy.windowMs;
      const positionMs = table.atMs;
      table.send(body.type === 'activity' ? { ...body, positionMs } : current(table, body));
    }
  }
}

/** Keeps the engine's clocks as the shell does, but rings them only when asked. */
class ClockedTable extends EngineTable {
  readonly dueAtMs = new Map<TimerName, number>();

  override send(event: EventBody): readonly TurnEffect[] {
    if (event.type === 'timer') this.dueAtMs.delete(event.timer);
    const effects = super.send(event);
    for (const effect of effects) {
      if (effect.type === 'set-timer') this.dueAtMs.set(effect.timer, this.atMs + effect.delayMs);
      if (effect.type === 'cancel-timer') this.dueAtMs.delete(effect.timer);
    }
    return effects;
  }

  ringDue(): void {
    for (const [timer, dueAtMs] of this.dueAtMs) {
      if (dueAtMs <= this.atMs) this.send({ type: 'timer', timer });
    }
  }
}

function begun(): ClockedTable {
  const table = new ClockedTable();
  table.send({ type: 'started' });
  return table;
}

describe('in any order of events', () => {
  it('every reply is prepared before it is heard, ended exactly once, and no two overlap', () => {
    fc.assert(
      fc.property(course, (events) => {
        const table = begun();
        follow(table, events);
        table.send({ type: 'closed' });
        const live = table.effects.reduce(reply, null);
        expect(live).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('every recognition is answered, replaced or aborted', () => {
    fc.assert(
      fc.property(course, (events) => {
        const table = begun();
        follow(table, events);
        table.send({ type: 'closed' });
        expect(table.effects.findLast(isRecognition)?.type ?? 'none').not.toBe('recognize');
      }),
      { numRuns: 300 },
    );
  });

  it('a timer that runs is one that the state still waits for', () => {
    fc.assert(
      fc.property(course, (events) => {
        const table = begun();
        for (const one of events) {
          follow(table, [one]);
          const { caller, tutor, ended } = table.state;
          if (table.dueAtMs.has('wait')) expect(caller.phase).toBe('pausing');
          if (table.dueAtMs.has('silence')) expect(tutor.phase).toBe('idle');
          expect(table.dueAtMs.has('limit')).toBe(!ended);
        }
        table.send({ type: 'closed' });
        expect(table.dueAtMs.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('nothing happens after the end', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const table = begun();
        table.send({ type: 'closed' });
        expect(events.flatMap((body) => table.send(body))).toEqual([]);
      }),
    );
  });

  it('the state can be saved after any of them, and the call goes on as if nothing had been', () => {
    fc.assert(
      fc.property(course, course, (before, after) => {
        const table = begun();
        follow(table, before);
        const resumed = new EngineTable();
        resumed.state = JSON.parse(JSON.stringify(table.state)) as typeof table.state;
        resumed.atMs = table.atMs;
        table.effects = [];
        follow(table, after);
        follow(resumed, after);
        expect(resumed.effects).toEqual(table.effects);
        expect(resumed.state).toEqual(table.state);
      }),
      { numRuns: 200 },
    );
  });

  it('a caller who falls silent is spoken to, and in the end the call is over', () => {
    fc.assert(
      fc.property(course, (events) => {
        const table = begun();
        follow(table, events);
        const sinceMs = table.atMs;
        while (!table.state.ended && table.atMs < sinceMs + patienceMs) beSilent(table);
        expect(table.state.ended).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

/** Three reprompts, what is said between them, and what was being said before. */
const patienceMs = 5 * policy.silenceRepromptMs;

/** One window in which the caller says nothing and everything that was begun comes to its end. */
function beSilent(table: ClockedTable): void {
  table.hear(0.01, policy.windowMs);
  table.ringDue();
  const { caller, tutor, silenceSteps } = table.state;
  if (caller.phase === 'pausing' && caller.words === null) table.words('');
  if (tutor.phase === 'preparing' && tutor.committed) table.play();
  if (tutor.phase === 'playing') {
    const endsCall = silenceSteps >= 3;
    table.send({ type: 'playback-ended', generation: tutor.generation, endsCall, mute: false });
  }
}

/** The generation that is alive after `effect`; fails when the effect speaks of another one. */
function reply(live: number | null, effect: TurnEffect): number | null {
  switch (effect.type) {
    case 'prepare':
      expect(live).toBeNull();
      return effect.generation;
    case 'confirm':
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
    case 'fill':
    case 'hang-up':
      return live;
  }
}

function isRecognition({ type }: TurnEffect): boolean {
  return type === 'recognize' || type === 'abort-recognition';
}
