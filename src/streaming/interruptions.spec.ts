import fc from 'fast-check';
import {
  InterruptedCall,
  type Interruption,
  type InterruptionKind,
  type Outcome,
  type Scenario,
} from './testing/interrupted-call.js';

const calls = 250;
const perCall = 4;
/** How much longer one message to the line may take than another. */
const mostJitterMs = 40;

const kinds: readonly InterruptionKind[] = [
  'words',
  'words',
  'words',
  'cough',
  'backchannel',
  'key',
];

const interruption: fc.Arbitrary<Interruption> = fc.record({
  kind: fc.constantFrom(...kinds),
  clausesMs: fc.array(fc.integer({ min: 60, max: 2500 }), { minLength: 1, maxLength: 5 }),
  synthesizeMs: fc.integer({ min: 20, max: 400 }),
  moment: fc.integer({ min: 0, max: 110 }).map((percent) => percent / 100),
  voiceMs: fc.integer({ min: 5, max: 15 }).map((windows) => windows * 32),
});

const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    outMs: fc.integer({ min: 0, max: 120 }),
    backMs: fc.integer({ min: 0, max: 120 }),
    // Half of the lines are even, so that what is heard can be known exactly.
    jitterMs: fc.oneof(
      fc.constant([0]),
      fc.array(fc.integer({ min: 0, max: mostJitterMs }), { minLength: 5, maxLength: 17 }),
    ),
    interruptions: fc.array(interruption, { minLength: perCall, maxLength: perCall }),
    hangsUp: fc.boolean(),
  })
  .map(({ hangsUp, interruptions, ...line }) => ({
    ...line,
    interruptions: interruptions.map((one, index) =>
      hangsUp && index === perCall - 1 ? { ...one, kind: 'hang-up' as const } : one,
    ),
  }));

interface Lived extends Outcome {
  readonly scenario: Scenario;
}

const isAlarm = ({ kind }: Lived): boolean => kind === 'cough' || kind === 'backchannel';
const isEven = ({ scenario: { jitterMs } }: Lived): boolean => jitterMs.length === 1;

/** Clauses that are on record but were not played to their end, or the other way round. */
const wrongClauses = (outcomes: readonly Lived[]): Outcome['clauses'] =>
  outcomes.flatMap(({ clauses }) =>
    clauses.filter(({ complete, recorded }) => complete !== recorded),
  );

describe('a thousand random interruptions', () => {
  const lived: Lived[] = [];

  beforeAll(async () => {
    // The same ones on every run.
    for (const one of fc.sample(scenario, { numRuns: calls, seed: 4 })) {
      const outcomes = await new InterruptedCall(one).outcomes();
      lived.push(...outcomes.map((outcome) => ({ ...outcome, scenario: one })));
    }
  }, 240_000);

  it('are a thousand, of every kind, and many come when all audio was sent', () => {
    expect(lived).toHaveLength(calls * perCall);
    for (const kind of [...kinds, 'hang-up']) {
      const cuts = lived.filter((one) => one.kind === kind);
      expect(cuts.length).toBeGreaterThan(50);
    }
    expect(lived.filter(({ cut, allSent }) => cut && allSent).length).toBeGreaterThan(50);
  });

  // What is in flight when the decision falls reaches the line before the clear, which empties it.
  it('play nothing of a cut reply once the clear has reached the line', () => {
    expect(lived.filter(({ cut }) => cut).length).toBeGreaterThan(400);
    expect(lived.filter(({ staleBytes }) => staleBytes > 0)).toEqual([]);
  });

  it('leave on record exactly the clauses that were played to their end', () => {
    const even = lived.filter(isEven);
    expect(even.length).toBeGreaterThan(400);
    expect(wrongClauses(even)).toEqual([]);
  });

  it('may count a clause either way only when it ends within the jitter of the clear', () => {
    const uneven = lived.filter((one) => !isEven(one));
    const eitherWay = wrongClauses(uneven);
    for (const { complete, missingMs, endedBeforeClearMs } of eitherWay) {
      expect(complete ? endedBeforeClearMs : missingMs).toBeLessThanOrEqual(mostJitterMs);
    }
    expect(eitherWay.length).toBeLessThan(uneven.length / 50);
  });

  it('by a cough or a "mm-hm" cut no reply: it goes on within a second and is heard whole', () => {
    const alarms = lived.filter(isAlarm);
    const stopped = alarms.flatMap(({ resumedAfterMs }) => resumedAfterMs ?? []);
    expect(stopped.length).toBeGreaterThan(100);
    expect(Math.max(...stopped)).toBeLessThanOrEqual(1000);
    expect(alarms.filter(({ cut }) => cut)).toEqual([]);
    const missingMs = alarms.flatMap(({ clauses }) => clauses.map((clause) => clause.missingMs));
    expect(Math.max(...missingMs)).toBeLessThanOrEqual(mostJitterMs);
  });
});
