import { setTimeout as sleep } from 'node:timers/promises';
import { MemoryLog } from '../../test/support/memory-log.js';
import { isAbort, ProviderError } from '../common/errors.js';
import { BreakerChatModel } from './breaker-chat-model.js';
import { collect } from './testing/collect.js';
import {
  hang,
  ScriptedChatModel,
  type ScriptedPiece,
} from '../../test/support/scripted-chat-model.js';

const failure = new ProviderError('llama', 'unavailable', 'down');
const OPEN_MS = 60;

function guard(...answers: readonly (readonly ScriptedPiece[])[]): {
  inner: ScriptedChatModel;
  model: BreakerChatModel;
  log: MemoryLog;
} {
  const inner = new ScriptedChatModel('llama', ...answers);
  const log = new MemoryLog();
  return { inner, log, model: new BreakerChatModel(inner, log, { failures: 3, openMs: OPEN_MS }) };
}

async function abortAtOnce(model: BreakerChatModel): Promise<unknown> {
  const controller = new AbortController();
  const reading = collect(model, controller.signal);
  await sleep(5);
  controller.abort();
  return (await reading).error;
}

describe('BreakerChatModel', () => {
  it('passes answers and failures through unchanged while closed', async () => {
    const { model } = guard(['Hello ', 'you.'], ['Half ', failure]);
    expect((await collect(model)).pieces).toEqual(['Hello ', 'you.']);
    expect(await collect(model)).toMatchObject({ pieces: ['Half '], error: failure });
  });

  it('stops asking after three failures in a row, and says so once', async () => {
    const { model, inner, log } = guard([failure], ['Half ', failure], [failure], ['Fine.']);
    for (let turn = 0; turn < 3; turn++) await collect(model);
    const { error } = await collect(model);
    expect(error).toMatchObject({ provider: 'llama', kind: 'unavailable' });
    expect(inner.requests).toHaveLength(3);
    expect(log.lines).toEqual([
      { level: 'warn', message: 'Circuit breaker OPENED', provider: 'llama' },
    ]);
  });

  it('does not count failures with a success between them', async () => {
    const { model, inner } = guard([failure], [failure], ['Fine.'], [failure], [failure], ['Ok.']);
    for (let turn = 0; turn < 6; turn++) await collect(model);
    expect(inner.requests).toHaveLength(6);
  });

  it('probes once after its time, refuses others meanwhile, and closes on success', async () => {
    const { model, inner, log } = guard([failure], [failure], [failure], ['Slow ', hang], ['Ok.']);
    for (let turn = 0; turn < 3; turn++) await collect(model);
    await sleep(OPEN_MS + 20);

    const controller = new AbortController();
    const probe = collect(model, controller.signal);
    await sleep(5);
    expect((await collect(model)).error).toBeInstanceOf(ProviderError);
    expect(inner.requests).toHaveLength(4);

    controller.abort();
    expect((await probe).pieces).toEqual(['Slow ']);
    expect((await collect(model)).pieces).toEqual(['Ok.']);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'Circuit breaker OPENED',
      'Circuit breaker HALF-OPEN',
      'Circuit breaker CLOSED',
    ]);
  });

  it('opens again when the probe fails', async () => {
    const { model, inner } = guard([failure], [failure], [failure], [failure], ['Ok.']);
    for (let turn = 0; turn < 3; turn++) await collect(model);
    await sleep(OPEN_MS + 20);
    expect((await collect(model)).error).toBe(failure);
    await collect(model);
    expect(inner.requests).toHaveLength(4);
  });

  it('learns nothing from a caller who interrupts before the first words', async () => {
    const { model, inner } = guard([failure], [failure], [hang], [failure], ['Ok.']);
    await collect(model);
    await collect(model);
    expect(isAbort(await abortAtOnce(model))).toBe(true);
    await collect(model);
    await collect(model);
    expect(inner.requests).toHaveLength(4);
  });

  it('does not close on a probe that was interrupted before its first words', async () => {
    const { model, inner } = guard([failure], [failure], [failure], [hang], ['Ok.']);
    for (let turn = 0; turn < 3; turn++) await collect(model);
    await sleep(OPEN_MS + 20);
    await abortAtOnce(model);
    await collect(model);
    expect(inner.requests).toHaveLength(4);
  });

  it('counts an answer whose consumer leaves after the first words as a success', async () => {
    const { model, inner } = guard([failure], [failure], ['One. ', 'Two.'], [failure], ['Ok.']);
    await collect(model);
    await collect(model);
    for await (const event of model.stream({ messages: [], maxTokens: 9 }, AbortSignal.any([]))) {
      expect(event).toEqual({ type: 'text', text: 'One. ' });
      break;
    }
    await collect(model);
    expect((await collect(model)).pieces).toEqual(['Ok.']);
    expect(inner.requests).toHaveLength(5);
  });

  it('closes what it guards', async () => {
    const { model, inner } = guard();
    await model.close();
    expect(inner.closed).toBe(true);
  });
});
