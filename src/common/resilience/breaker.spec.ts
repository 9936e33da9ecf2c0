import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryLog } from '../../../test/support/memory-log.js';
import { isAbort, ProviderError } from '../errors.js';
import { Breaker } from './breaker.js';
import { isUseful, read, ScriptedAsk, type Outcome } from './testing/scripted-ask.js';
import type { Ask } from './pieces.js';

const OPEN_MS = 60;
const failure = new ProviderError('llama', 'unavailable', 'down');
const never = new AbortController().signal;

describe('Breaker', () => {
  let log: MemoryLog;
  let breaker: Breaker;

  beforeEach(() => {
    log = new MemoryLog();
    const name = 'llm.llama';
    breaker = new Breaker({ name, provider: 'llama', log, failures: 3, openMs: OPEN_MS });
  });

  const through = async (ask: Ask<string>, signal = never): Promise<Outcome> =>
    read(breaker.stream(ask, isUseful, signal));

  const failing = async (): Promise<Outcome> => through(new ScriptedAsk([failure]).ask);

  const answering = async (): Promise<Outcome> => through(new ScriptedAsk(['Fine.']).ask);

  async function open(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await failing();
  }

  async function openAndDue(): Promise<void> {
    await open();
    await sleep(OPEN_MS + 5);
  }

  /** An answer that gives its pieces and then waits for the abort. */
  function waiting(...pieces: readonly string[]): { abort: () => Promise<Outcome> } {
    const controller = new AbortController();
    const reading = through(async function* hang(signal) {
      yield* pieces;
      signal.throwIfAborted();
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    }, controller.signal);
    return {
      abort: async () => {
        controller.abort();
        return reading;
      },
    };
  }

  it('passes answers and failures through unchanged while closed', async () => {
    expect(breaker.state).toBe('closed');
    expect(await through(new ScriptedAsk(['Hello ', 'you.']).ask)).toEqual({
      pieces: ['Hello ', 'you.'],
      error: undefined,
    });
    expect(await through(new ScriptedAsk(['Half ', failure]).ask)).toEqual({
      pieces: ['Half '],
      error: failure,
    });
  });

  it('stops asking after three failures in a row, wherever they came, and says so once', async () => {
    await failing();
    await through(new ScriptedAsk(['Half ', failure]).ask);
    await failing();
    const ask = new ScriptedAsk(['Fine.']);
    expect((await through(ask.ask)).error).toMatchObject({
      provider: 'llama',
      kind: 'unavailable',
    });
    expect(ask.asked).toBe(0);
    expect(breaker.state).toBe('open');
    expect(breaker.openForMs).toBeGreaterThan(0);
    expect(log.lines).toEqual([
      { level: 'warn', message: 'Circuit breaker OPENED', breaker: 'llm.llama' },
    ]);
  });

  it('does not count failures with a success between them', async () => {
    for (let round = 0; round < 3; round++) {
      await failing();
      await failing();
      await answering();
    }
    expect(breaker.state).toBe('closed');
  });

  it('takes an answer without anything useful for a success when it reached its end', async () => {
    for (let round = 0; round < 3; round++) {
      await failing();
      await failing();
      await through(new ScriptedAsk([]).ask);
    }
    expect(breaker.state).toBe('closed');
  });

  it('learns nothing from a caller who leaves before the first useful piece', async () => {
    await failing();
    await failing();
    expect(isAbort((await waiting(' ').abort()).error)).toBe(true);
    expect(breaker.state).toBe('closed');
    await failing();
    expect(breaker.state).toBe('open');
  });

  it('takes an answer that was left after its first useful piece for a success', async () => {
    for (let round = 0; round < 3; round++) {
      await failing();
      await failing();
      for await (const piece of breaker.stream(
        new ScriptedAsk(['One. ', failure]).ask,
        isUseful,
        never,
      )) {
        expect(piece).toBe('One. ');
        break;
      }
    }
    expect(breaker.state).toBe('closed');
  });

  it('probes once after its time, refuses others meanwhile, and closes on success', async () => {
    await openAndDue();
    const probe = waiting('Slow ');
    await sleep(0);
    expect(breaker.state).toBe('half_open');
    expect((await answering()).error).toBeInstanceOf(ProviderError);
    expect((await probe.abort()).pieces).toEqual(['Slow ']);
    expect((await answering()).pieces).toEqual(['Fine.']);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'Circuit breaker OPENED',
      'Circuit breaker HALF-OPEN',
      'Circuit breaker CLOSED',
    ]);
  });

  it('opens again, for as long, when the probe fails', async () => {
    await openAndDue();
    expect((await failing()).error).toBe(failure);
    expect(breaker.state).toBe('open');
    expect(breaker.openForMs).toBeGreaterThan(OPEN_MS / 2);
  });

  it('lets the next request probe when a probe was left before it told anything', async () => {
    await openAndDue();
    const probe = waiting();
    await sleep(0);
    await probe.abort();
    expect(breaker.state).toBe('open');
    expect((await answering()).pieces).toEqual(['Fine.']);
    expect(breaker.state).toBe('closed');
  });

  it('does not let an answer that began earlier spoil what was learnt since', async () => {
    const early = waiting('Early ');
    await sleep(0);
    await open();
    await early.abort();
    expect(breaker.state).toBe('open');
  });
});
