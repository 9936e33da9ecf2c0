import { setImmediate as tick } from 'node:timers/promises';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { ProviderError } from '../../common/errors.js';
import { Breaker } from '../../common/resilience/index.js';
import { VirtualClock } from '../../common/virtual-clock.js';
import { GuardedSynthesizer } from './guarded-synthesizer.js';
import { collect } from './testing/collect.js';
import { ScriptedSynthesizer } from './testing/scripted-synthesizer.js';

const chunk = Uint8Array.of(1, 2);
const request = { text: 'Hello.' };

function guard(inner: ScriptedSynthesizer, withBreaker = true) {
  const clock = new VirtualClock();
  const log = new MemoryLog();
  const circuit = { failures: 3, openMs: 120_000, log, name: 'tts.scripted', provider: 'scripted' };
  const breaker = withBreaker ? { breaker: new Breaker(circuit) } : {};
  const patience = { clock, firstMs: 1000, betweenMs: 500 };
  return { clock, log, synthesizer: new GuardedSynthesizer(inner, { ...patience, ...breaker }) };
}

describe.each([
  ['of a server', true],
  ['in this process', false],
])('a guarded voice %s', (_title, withBreaker) => {
  it('passes on audio that comes in time', async () => {
    const { synthesizer } = guard(new ScriptedSynthesizer([chunk, chunk]), withBreaker);
    expect(await collect(synthesizer, request)).toEqual(Uint8Array.of(1, 2, 1, 2));
  });

  it('fails with a timeout when no audio comes, and aborts the work', async () => {
    const inner = new ScriptedSynthesizer(['hang']);
    const { clock, synthesizer } = guard(inner, withBreaker);
    const work = collect(synthesizer, request);
    await tick();
    clock.advance(999);
    expect(inner.aborted).toBe(false);
    clock.advance(1);
    await expect(work).rejects.toMatchObject({
      kind: 'timeout',
      message: 'scripted: no audio within 1000 ms',
    });
    expect(inner.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('fails with a timeout when the audio stops in the middle, and does not begin again', async () => {
    const inner = new ScriptedSynthesizer([chunk, 'hang']);
    const { clock, synthesizer } = guard(inner, withBreaker);
    const work = collect(synthesizer, request);
    await tick();
    clock.advance(500);
    await expect(work).rejects.toMatchObject({ message: 'scripted: no more audio within 500 ms' });
    expect(inner.spoken).toHaveLength(1);
  });

  it('reports an abort as an abort', async () => {
    const controller = new AbortController();
    const { clock, synthesizer } = guard(new ScriptedSynthesizer(['hang']), withBreaker);
    const work = collect(synthesizer, request, controller.signal);
    await tick();
    controller.abort();
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('passes on a failure, and closes what it wraps', async () => {
    const inner = new ScriptedSynthesizer([new Error('broken')]);
    const { synthesizer } = guard(inner, withBreaker);
    await expect(collect(synthesizer, request)).rejects.toThrow('broken');
    await synthesizer.close();
    expect(inner.closed).toBe(true);
  });
});

describe('a guarded voice that keeps failing', () => {
  const refusal = new ProviderError('scripted', 'rejected', 'no');

  it('is left alone when it comes from a server', async () => {
    const inner = new ScriptedSynthesizer([refusal]);
    const { log, synthesizer } = guard(inner);
    for (let clause = 0; clause < 5; clause++) {
      await expect(collect(synthesizer, request)).rejects.toBeInstanceOf(ProviderError);
    }
    expect(inner.spoken).toHaveLength(3);
    expect(log.messages('warn')).toEqual(['Circuit breaker OPENED']);
  });

  it('is asked each time when it is in this process', async () => {
    const inner = new ScriptedSynthesizer([refusal]);
    const { synthesizer } = guard(inner, false);
    for (let clause = 0; clause < 5; clause++) {
      await expect(collect(synthesizer, request)).rejects.toBeInstanceOf(ProviderError);
    }
    expect(inner.spoken).toHaveLength(5);
  });
});
