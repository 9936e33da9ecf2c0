import fc from 'fast-check';
import { Readiness } from '../../common/readiness.js';
import { VirtualClock } from '../../common/virtual-clock.js';
import { testSettings } from '../testing/telephony-app.js';
import { CallCapacity } from './call-capacity.js';

function capacityOf(maxCalls: number): {
  gate: CallCapacity;
  clock: VirtualClock;
  readiness: Readiness;
} {
  const clock = new VirtualClock();
  const readiness = new Readiness();
  const settings = testSettings({
    MAX_CALLS: String(maxCalls),
    STREAM_TOKEN_TTL_SECONDS: '60',
  });
  return { gate: new CallCapacity(settings, clock, readiness), clock, readiness };
}

describe('CallCapacity', () => {
  it('turns a call away when the others have reserved every seat', () => {
    const { gate } = capacityOf(2);
    expect(gate.reserve('a')).toBeNull();
    expect(gate.reserve('b')).toBeNull();
    expect(gate.reserve('c')).toBe('busy');
    expect(gate.reserve('a')).toBeNull();
  });

  it('frees a seat whose stream did not start while its token was good', () => {
    const { gate, clock } = capacityOf(1);
    gate.reserve('a');
    clock.advance(59_999);
    expect(gate.reserve('b')).toBe('busy');
    clock.advance(1);
    expect(gate.reserve('b')).toBeNull();
  });

  it('does not let a live call lose its seat to time or to a cancelled webhook', () => {
    const { gate, clock } = capacityOf(1);
    gate.reserve('a');
    expect(gate.enter('a')).toBeNull();
    gate.cancel('a');
    clock.advance(3_600_000);
    expect(gate.reserve('b')).toBe('busy');
    expect(gate.liveCalls).toBe(1);
  });

  it('refuses a stream that finds the instance full, having reserved elsewhere', () => {
    const { gate } = capacityOf(1);
    gate.enter('a');
    expect(gate.enter('b')).toBe('busy');
    gate.leave('a');
    expect(gate.enter('b')).toBeNull();
  });

  it('keeps the seat of a call that comes back before its old stream has closed', () => {
    const { gate } = capacityOf(1);
    gate.enter('a');
    expect(gate.reserve('a')).toBeNull();
    gate.leave('a');
    expect(gate.reserve('b')).toBe('busy');
    expect(gate.enter('a')).toBeNull();
  });

  it('keeps the seat of a call whose new stream starts before the old one has ended', () => {
    const { gate } = capacityOf(1);
    gate.enter('a');
    expect(gate.enter('a')).toBeNull();
    expect(gate.liveCalls).toBe(1);
    gate.leave('a');
    expect(gate.reserve('b')).toBe('busy');
    gate.leave('a');
    gate.leave('a');
    expect(gate.reserve('b')).toBeNull();
  });

  it('refuses everybody who is not in yet while something else blocks readiness', () => {
    const { gate, readiness } = capacityOf(2);
    gate.reserve('a');
    readiness.block('draining');
    expect(gate.reserve('b')).toBe('draining');
    expect(gate.enter('a')).toBe('draining');
    readiness.unblock('draining');
    expect(gate.enter('a')).toBeNull();
  });

  it('is not ready for calls while every seat is taken', () => {
    const { gate, readiness } = capacityOf(1);
    gate.enter('a');
    expect(readiness.reasons).toEqual(['at_capacity']);
    gate.leave('a');
    expect(readiness.reasons).toEqual([]);
  });

  it('never has more calls in than seats, whatever comes in whatever order', () => {
    const step = fc.record({
      act: fc.constantFrom('reserve', 'cancel', 'enter', 'leave', 'wait' as const),
      call: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { gate, clock } = capacityOf(3);
        const streams: string[] = [];
        for (const { act, call } of steps) {
          if (act === 'wait') clock.advance(25_000);
          else if (act === 'enter') {
            if (gate.enter(call) === null) streams.push(call);
          } else gate[act](call);
          if (act === 'leave' && streams.includes(call)) streams.splice(streams.indexOf(call), 1);
          const live = new Set(streams);
          expect(gate.liveCalls).toBe(live.size);
          expect(live.size).toBeLessThanOrEqual(3);
        }
        for (const call of streams) gate.leave(call);
        clock.advance(60_000);
        for (const call of ['x', 'y', 'z']) expect(gate.reserve(call)).toBeNull();
      }),
    );
  });
});
