import { setImmediate as settle } from 'node:timers/promises';
import { isAbort, ProviderError } from '../errors.js';
import { VirtualClock } from '../virtual-clock.js';
import { retried } from './retried.js';
import {
  isUseful,
  read,
  ScriptedAsk,
  type Outcome,
  type ScriptedPiece,
} from './testing/scripted-ask.js';

const down = new ProviderError('llama', 'unavailable', 'down');
const rejected = new ProviderError('llama', 'rejected', 'wrong key', { status: 401 });
const busyFor = (retryAfterMs: number): ProviderError =>
  new ProviderError('llama', 'rate_limited', 'busy', { retryAfterMs });

describe('retried', () => {
  let clock: VirtualClock;
  let ask: ScriptedAsk;
  let retries: [error: unknown, waitMs: number][];
  let triesAtMs: number[];
  let leftMs: number[];

  beforeEach(() => {
    clock = new VirtualClock();
    retries = [];
    triesAtMs = [];
    leftMs = [];
  });

  /** Reads to the end, with the clock moved by 50 ms whenever nothing else happens. */
  async function readAll(
    answers: readonly (readonly ScriptedPiece[])[],
    { firstMs = 2000, random = 0.5, signal = new AbortController().signal } = {},
  ): Promise<Outcome> {
    ask = new ScriptedAsk(...answers);
    const attempt = (left: number, tried: AbortSignal): AsyncIterable<string> => {
      triesAtMs.push(clock.now());
      leftMs.push(left);
      return ask.ask(tried);
    };
    const onRetry = (error: unknown, waitMs: number): unknown => retries.push([error, waitMs]);
    const policy = { clock, firstMs, onRetry, random: () => random };
    const reading = read(retried(attempt, policy, isUseful, signal));
    for (;;) {
      const outcome = await Promise.race([reading, settle(undefined)]);
      if (outcome) return outcome;
      clock.advance(50);
    }
  }

  it('asks once when the answer comes', async () => {
    expect((await readAll([['Fine.']])).pieces).toEqual(['Fine.']);
    expect(triesAtMs).toEqual([0]);
  });

  it('tries twice more, after 200 and 400 ms, each time with what is left of the time', async () => {
    expect((await readAll([[down], [down], ['Fine.']])).pieces).toEqual(['Fine.']);
    expect(triesAtMs).toEqual([0, 200, 600]);
    expect(leftMs).toEqual([2000, 1800, 1400]);
    expect(retries).toEqual([
      [down, 200],
      [down, 400],
    ]);
  });

  it.each([
    [0, [0, 150, 450]],
    [0.999, [0, 250, 750]],
  ])('varies its waits, with chance at %d', async (random, expected) => {
    await readAll([[down], [down], ['Fine.']], { random });
    expect(triesAtMs).toEqual(expected);
  });

  it('fails with the last failure when all tries did', async () => {
    const last = new ProviderError('llama', 'timeout', 'late');
    expect((await readAll([[down], [down], [last], ['Fine.']])).error).toBe(last);
    expect(ask.asked).toBe(3);
  });

  it('never asks again after a useful piece, but does after one that is not', async () => {
    expect(await readAll([['Half ', down]])).toEqual({ pieces: ['Half '], error: down });
    expect(ask.asked).toBe(1);
    expect((await readAll([[' ', down], ['Whole.']])).pieces).toEqual([' ', 'Whole.']);
  });

  it('does not repeat what is final', async () => {
    for (const final of [
      rejected,
      new ProviderError('llama', 'protocol', 'html'),
      new Error('x'),
    ]) {
      expect((await readAll([[final]])).error).toBe(final);
      expect(ask.asked).toBe(1);
    }
  });

  it('waits as long as the provider asks for', async () => {
    expect((await readAll([[busyFor(1200)], ['Fine.']])).pieces).toEqual(['Fine.']);
    expect(triesAtMs).toEqual([0, 1200]);
  });

  it('waits its own time when the provider asks for less', async () => {
    await readAll([[busyFor(0)], ['Fine.']]);
    expect(triesAtMs).toEqual([0, 200]);
  });

  it('gives up at once when the wait does not fit into the time', async () => {
    const busy = busyFor(2000);
    expect((await readAll([[busy]])).error).toBe(busy);
    expect((await readAll([[down]], { firstMs: 150 })).error).toBe(down);
    expect(clock.now()).toBe(0);
  });

  it('ends its wait with an abort', async () => {
    const controller = new AbortController();
    clock.after(100, () => {
      controller.abort();
    });
    const { error } = await readAll([[down], ['Fine.']], { signal: controller.signal });
    expect(isAbort(error)).toBe(true);
    expect(ask.asked).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });
});
