import { setImmediate as tick } from 'node:timers/promises';
import { VirtualClock } from '../../common/virtual-clock.js';
import { DeadlineSynthesizer } from './deadline-synthesizer.js';
import { collect } from './testing/collect.js';
import { ScriptedSynthesizer } from './testing/scripted-synthesizer.js';

const chunk = Uint8Array.of(1, 2);
const request = { text: 'Hello.' };
const timeout = { kind: 'timeout', message: 'scripted: no audio within 1000 ms' };

describe('DeadlineSynthesizer', () => {
  it('passes on audio that comes in time', async () => {
    const inner = new ScriptedSynthesizer([chunk, chunk]);
    const synthesizer = new DeadlineSynthesizer(inner, 1000, new VirtualClock());
    expect(await collect(synthesizer, request)).toEqual(Uint8Array.of(1, 2, 1, 2));
  });

  it('fails with a timeout when no audio comes, and aborts the work', async () => {
    const clock = new VirtualClock();
    const inner = new ScriptedSynthesizer(['hang']);
    const work = collect(new DeadlineSynthesizer(inner, 1000, clock), request);
    await tick();
    clock.advance(999);
    expect(inner.aborted).toBe(false);
    clock.advance(1);
    await expect(work).rejects.toMatchObject(timeout);
    expect(inner.aborted).toBe(true);
  });

  it('fails with a timeout when the audio stops in the middle', async () => {
    const clock = new VirtualClock();
    const inner = new ScriptedSynthesizer([chunk, 'hang']);
    const work = collect(new DeadlineSynthesizer(inner, 1000, clock), request);
    await tick();
    clock.advance(1000);
    await expect(work).rejects.toMatchObject(timeout);
  });

  it('does not count the time that the listener takes', async () => {
    const clock = new VirtualClock();
    const inner = new ScriptedSynthesizer([chunk, chunk]);
    const heard: Uint8Array[] = [];
    const synthesizer = new DeadlineSynthesizer(inner, 1000, clock);
    for await (const audio of synthesizer.synthesize(request, new AbortController().signal)) {
      heard.push(audio);
      clock.advance(60_000);
    }
    expect(heard).toHaveLength(2);
  });

  it('reports an abort as an abort', async () => {
    const controller = new AbortController();
    const synthesizer = new DeadlineSynthesizer(
      new ScriptedSynthesizer(['hang']),
      1000,
      new VirtualClock(),
    );
    const work = collect(synthesizer, request, controller.signal);
    await tick();
    controller.abort();
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('passes on a failure, and closes what it wraps', async () => {
    const inner = new ScriptedSynthesizer([new Error('broken')]);
    const synthesizer = new DeadlineSynthesizer(inner, 1000, new VirtualClock());
    await expect(collect(synthesizer, request)).rejects.toThrow('broken');
    await synthesizer.close();
    expect(inner.closed).toBe(true);
  });
});
