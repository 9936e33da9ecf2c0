import { setImmediate as tick } from 'node:timers/promises';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { ProviderError } from '../../common/errors.js';
import { Breaker } from '../../common/resilience/index.js';
import { VirtualClock } from '../../common/virtual-clock.js';
import { silence } from '../testing/recordings.js';
import { GuardedRecognizer } from './guarded-recognizer.js';
import { ScriptedRecognizer } from './testing/scripted-recognizer.js';
import { ScriptedStreamRecognizer } from './testing/scripted-stream.js';

const never = new AbortController().signal;
const utterance = { audio: silence(2000) };
const down = new ProviderError('scripted', 'unavailable', 'down');

function guard<R extends ScriptedRecognizer>(inner: R, withBreaker = true) {
  const clock = new VirtualClock();
  const log = new MemoryLog();
  const circuit = { failures: 3, openMs: 120_000, log, name: 'asr.scripted', provider: 'scripted' };
  const recognizer = new GuardedRecognizer(inner, {
    clock,
    patienceMs: (audioMs) => 1000 + audioMs / 20,
    ...(withBreaker && { breaker: new Breaker(circuit) }),
  });
  return { clock, log, inner, recognizer };
}

describe.each([
  ['of a server', true],
  ['in this process', false],
])('a guarded recogniser %s', (_title, withBreaker) => {
  it('passes on a transcript that comes in time', async () => {
    const { clock, inner, recognizer } = guard(new ScriptedRecognizer(), withBreaker);
    const work = recognizer.recognize(utterance, never);
    inner.answer('Seven.');
    expect(await work).toEqual({ text: 'Seven.', confidence: 0.9 });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is given up after a time that grows with the audio, and its work is aborted', async () => {
    const { clock, inner, recognizer } = guard(new ScriptedRecognizer(), withBreaker);
    const work = recognizer.recognize(utterance, never);
    work.catch(() => undefined);
    await tick();
    clock.advance(1099);
    expect(inner.aborted).toBe(false);
    clock.advance(1);
    await expect(work).rejects.toMatchObject({
      kind: 'timeout',
      message: 'scripted: no transcript within 1100 ms',
    });
    expect(inner.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('reports an abort as an abort, also when its time is up with it', async () => {
    const controller = new AbortController();
    const { clock, recognizer } = guard(new ScriptedRecognizer(), withBreaker);
    const work = recognizer.recognize(utterance, controller.signal);
    work.catch(() => undefined);
    await tick();
    controller.abort();
    clock.advance(1100);
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('guards the stretches of a call, and passes its audio and its words', async () => {
    const { clock, inner, recognizer } = guard(new ScriptedStreamRecognizer(), withBreaker);
    const heard: string[] = [];
    const stream = recognizer.open?.({ heard: (words) => heard.push(words.since(0)) });
    stream?.push(silence(20));
    inner.says({ since: () => 'It is', toMs: 20, isOver: false });
    const work = stream?.recognize({ audio: silence(100), fromMs: 300, toMs: 400 }, never);
    work?.catch(() => undefined);
    await tick();
    clock.advance(1005);
    await expect(work).rejects.toMatchObject({ kind: 'timeout' });
    await stream?.close();
    expect([heard, inner.pushed.length, inner.openStreams]).toEqual([['It is'], 1, 0]);
  });

  it('has nothing to open where the recogniser has not, and closes what it wraps', async () => {
    const { inner, recognizer } = guard(new ScriptedRecognizer(), withBreaker);
    expect(recognizer.open).toBeUndefined();
    await recognizer.close();
    expect(inner.closed).toBe(true);
  });
});

describe('a guarded recogniser', () => {
  it('asks again after a failure that passes', async () => {
    const { clock, inner, recognizer } = guard(new ScriptedRecognizer());
    const work = recognizer.recognize(utterance, never);
    await tick();
    inner.fail(down);
    await tick();
    clock.advance(250);
    inner.answer('Seven.');
    expect((await work).text).toBe('Seven.');
    expect(inner.asked).toEqual([utterance, utterance]);
  });

  it.each([
    ['an engine in this process', down, false],
    ['a server that will not', new ProviderError('scripted', 'rejected', 'no'), true],
  ])('does not ask %s again', async (_title, error, withBreaker) => {
    const { inner, recognizer } = guard(new ScriptedRecognizer(), withBreaker);
    const work = recognizer.recognize(utterance, never);
    await tick();
    inner.fail(error);
    await expect(work).rejects.toBe(error);
    expect(inner.asked).toHaveLength(1);
  });

  it('leaves a server alone that hangs utterance after utterance', async () => {
    const { clock, inner, log, recognizer } = guard(new ScriptedRecognizer());
    for (let i = 0; i < 3; i++) {
      const work = recognizer.recognize(utterance, never);
      work.catch(() => undefined);
      await tick();
      clock.advance(1100);
      await expect(work).rejects.toMatchObject({ kind: 'timeout' });
    }
    await expect(recognizer.recognize(utterance, never)).rejects.toMatchObject({
      kind: 'unavailable',
    });
    expect(inner.asked).toHaveLength(3);
    expect(log.messages('warn')).toContain('Circuit breaker OPENED');
  });
});
