import fc from 'fast-check';
import type { TutorState } from '../../tutor/index.js';
import { readCallState, writeProgress, type CallProgress } from './call-state.js';

const identity = { caller: 'caller_1', sessionId: 's1', startedAt: '2026-11-23T08:00:00.000Z' };

const tutorState: fc.Arbitrary<TutorState> = fc.record({
  module: fc.string(),
  lesson: fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.constant(null)), {
    noNullPrototype: true,
  }),
  history: fc.array(
    fc.record({ role: fc.constantFrom('caller' as const, 'tutor' as const), text: fc.string() }),
  ),
  openQuestion: fc.option(fc.string()),
});

const progress: fc.Arbitrary<CallProgress> = fc.record({
  turn: fc.nat(),
  tutor: fc.option(tutorState),
  bargeIns: fc.record({ active: fc.boolean(), real: fc.nat(), falseAlarms: fc.nat() }),
});

describe('readCallState', () => {
  it('reads back whatever progress was written', () => {
    fc.assert(
      fc.property(progress, (written) => {
        const read = readCallState('CA1', { ...identity, ...writeProgress(written) });
        expect(read).toEqual({
          // JSON has no minus zero and no __proto__ of its own.
          ...(JSON.parse(JSON.stringify(written)) as CallProgress),
          callSid: 'CA1',
          caller: 'caller_1',
          sessionId: 's1',
          startedAt: new Date(identity.startedAt),
          ended: false,
          streams: 0,
        });
      }),
    );
  });

  it('finds no call in an empty hash, nor in the remains of one', () => {
    expect(readCallState('CA1', {})).toBeNull();
    expect(readCallState('CA1', { turn: '3', ended: '1' })).toBeNull();
    expect(readCallState('CA1', { ...identity, startedAt: 'yesterday' })).toBeNull();
  });

  it.each(['ended', 'closed'])('knows a call that is %s', (field) => {
    expect(readCallState('CA1', { ...identity, [field]: '1' })?.ended).toBe(true);
  });

  it.each([
    'null',
    '[]',
    '{',
    '"text"',
    '{"module":"maths"}',
    '{"module":"maths","lesson":{},"history":[{"role":"system","text":"x"}],"openQuestion":null}',
    '{"module":"maths","lesson":[],"history":[],"openQuestion":null}',
    '{"module":"maths","lesson":{},"history":[],"openQuestion":7}',
  ])('starts the lesson afresh rather than go on from %s', (tutor) => {
    expect(readCallState('CA1', { ...identity, tutor })?.tutor).toBeNull();
  });

  it('never throws and never counts backwards, whatever the fields hold', () => {
    const names = ['turn', 'tutor', 'bargeInActive', 'bargeInsReal', 'bargeInsFalse', 'streams'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (fields) => {
        const state = readCallState('CA1', { ...identity, ...fields });
        expect(state?.turn).toBeGreaterThanOrEqual(0);
        expect(state?.streams).toBeGreaterThanOrEqual(0);
        expect(state?.bargeIns.real).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('counts the turns of each stream above those of all before it, saved or not', () => {
    const stream = fc.record({
      taken: fc.nat(999),
      saved: fc.float({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(stream), (streams) => {
        const fields: Record<string, string> = { ...identity };
        let highest = -1;
        for (const [index, { taken, saved }] of streams.entries()) {
          const before = readCallState('CA1', fields)?.turn ?? 0;
          expect(before).toBeGreaterThan(highest);
          highest = before + taken;
          const turn = String(before + Math.floor(saved * taken));
          Object.assign(fields, { turn, streams: String(index + 1) });
        }
      }),
    );
  });

  it('counts on where so many turns were saved that they fill more than one stream', () => {
    expect(readCallState('CA1', { ...identity, turn: '1500', streams: '1' })?.turn).toBe(1500);
  });
});
