import { isAbort } from '../errors.js';
import {
  isUseful,
  read,
  ScriptedAsk,
  type Outcome,
  type ScriptedPiece,
} from './testing/scripted-ask.js';
import { withFallback } from './with-fallback.js';

const failure = new Error('down');

describe('withFallback', () => {
  let second: ScriptedAsk;
  let failures: unknown[];

  async function readFrom(
    first: readonly ScriptedPiece[],
    onPiece?: () => void,
    signal = new AbortController().signal,
  ): Promise<Outcome> {
    second = new ScriptedAsk(['From the second.']);
    failures = [];
    const { ask } = new ScriptedAsk(first);
    const onFailure = (error: unknown): unknown => failures.push(error);
    return read(withFallback(ask, { ask: second.ask, onFailure }, isUseful, signal), onPiece);
  }

  it('leaves the second provider alone while the first answers', async () => {
    expect((await readFrom(['From the first.'])).pieces).toEqual(['From the first.']);
    expect(second.asked).toBe(0);
  });

  it('answers with the second when the first fails before anything useful, and tells why', async () => {
    expect((await readFrom([failure])).pieces).toEqual(['From the second.']);
    expect((await readFrom([' ', failure])).pieces).toEqual([' ', 'From the second.']);
    expect(failures).toEqual([failure]);
  });

  it('does not begin again once something useful was passed on', async () => {
    expect(await readFrom(['Half ', failure])).toEqual({ pieces: ['Half '], error: failure });
    expect(second.asked).toBe(0);
  });

  it('does not take an abort for a failure, nor answer one who has left', async () => {
    expect(isAbort((await readFrom([new DOMException('stop', 'AbortError')])).error)).toBe(true);
    const controller = new AbortController();
    const leave = (): void => {
      controller.abort();
    };
    expect((await readFrom([' ', failure], leave, controller.signal)).error).toBe(failure);
    expect(second.asked).toBe(0);
    expect(failures).toEqual([]);
  });
});
