import { getEventListeners } from 'node:events';
import { setImmediate as settle } from 'node:timers/promises';
import { isAbort } from '../errors.js';
import { VirtualClock } from '../virtual-clock.js';
import { isUseful, read, ScriptedAsk, silence, type Outcome } from './testing/scripted-ask.js';
import { watched } from './watched.js';

describe('watched', () => {
  let clock: VirtualClock;
  let controller: AbortController;

  beforeEach(() => {
    clock = new VirtualClock();
    controller = new AbortController();
  });

  const answer = ({ ask }: ScriptedAsk): AsyncIterable<string> =>
    watched(
      ask,
      { clock, provider: 'llama', awaited: 'words', firstMs: 2000, betweenMs: 500 },
      isUseful,
      controller.signal,
    );

  async function readFor(ms: number, ask: ScriptedAsk): Promise<Outcome | 'waiting'> {
    const reading = read(answer(ask));
    await settle();
    clock.advance(ms);
    return Promise.race([reading, settle('waiting' as const)]);
  }

  it('passes an answer on and leaves no timer and no listener behind', async () => {
    expect(await read(answer(new ScriptedAsk(['One. ', 'Two.'])))).toEqual({
      pieces: ['One. ', 'Two.'],
      error: undefined,
    });
    expect(clock.pendingTimers).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('gives up when nothing useful has come in time, and hangs up', async () => {
    const ask = new ScriptedAsk([silence]);
    expect(await readFor(1999, ask)).toBe('waiting');
    const late = new ScriptedAsk([silence]);
    expect(await readFor(2000, late)).toMatchObject({
      error: { kind: 'timeout', message: 'llama: no words within 2000 ms' },
    });
    expect(late.aborted).toBe(1);
  });

  it('is not put off by pieces that are of no use', async () => {
    const ask: AsyncIterable<string> = watched(
      async function* drip() {
        for (;;) {
          await new Promise<void>((resolve) => {
            clock.after(900, resolve);
          });
          yield ' ';
        }
      },
      { clock, provider: 'llama', awaited: 'words', firstMs: 2000, betweenMs: 500 },
      isUseful,
      controller.signal,
    );
    const reading = read(ask);
    for (let at = 0; at < 2000; at += 100) {
      await settle();
      clock.advance(100);
    }
    expect(await reading).toMatchObject({ pieces: [' ', ' '], error: { kind: 'timeout' } });
  });

  it('gives up on an answer that stalls in the middle', async () => {
    expect(await readFor(500, new ScriptedAsk(['One. ', silence]))).toMatchObject({
      pieces: ['One. '],
      error: { kind: 'timeout', message: 'llama: no more words within 500 ms' },
    });
  });

  it('does not count the time that the consumer takes', async () => {
    const outcome = await read(answer(new ScriptedAsk(['One. ', 'Two. ', 'Three.'])), () => {
      clock.advance(60_000);
    });
    expect(outcome.pieces).toHaveLength(3);
    expect(outcome.error).toBeUndefined();
  });

  it('ends with an abort, at once and without another piece', async () => {
    const outcome = await read(answer(new ScriptedAsk(['One. ', 'Two.'])), () => {
      controller.abort();
    });
    expect(outcome.pieces).toEqual(['One. ']);
    expect(isAbort(outcome.error)).toBe(true);

    const ask = new ScriptedAsk(['One.']);
    expect(isAbort((await read(answer(ask))).error)).toBe(true);
    expect(ask.asked).toBe(0);
  });

  it('hangs up when the consumer leaves', async () => {
    const ask = new ScriptedAsk(['One. ', 'Two.']);
    for await (const piece of answer(ask)) {
      expect(piece).toBe('One. ');
      break;
    }
    await settle();
    expect(ask).toMatchObject({ aborted: 1, ended: 1 });
  });
});
