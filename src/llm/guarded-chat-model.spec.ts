import { MemoryLog } from '../../test/support/memory-log.js';
import { SystemClock } from '../common/clock.js';
import { Breaker } from '../common/resilience/index.js';
import { GuardedChatModel } from './guarded-chat-model.js';
import { collect, question } from './testing/collect.js';
import { modelAt } from './testing/model-under-test.js';
import {
  answering,
  event,
  hang,
  says,
  ScriptedServer,
  type Act,
  type Answer,
} from './testing/scripted-server.js';

describe('GuardedChatModel', () => {
  let server: ScriptedServer;
  let log: MemoryLog;

  beforeEach(async () => {
    server = await ScriptedServer.start();
    log = new MemoryLog();
  });

  afterEach(async () => {
    await server.stop();
  });

  function guard({ firstMs = 5000, betweenMs = 5000 } = {}): GuardedChatModel {
    const clock = new SystemClock();
    const breaker = new Breaker({
      name: 'llm.llama',
      provider: 'llama',
      log,
      failures: 3,
      openMs: 60_000,
    });
    return new GuardedChatModel(modelAt(server), { clock, breaker, firstMs, betweenMs });
  }

  function answerInTurn(...answers: Answer[]): void {
    server.answerWith(() => answers.shift() ?? { status: 500 });
  }

  it.each<[string, Act[]]>([
    ['connects and says nothing', [hang]],
    ['sends only keep-alives', [': wait\n\n', event({ choices: [{ delta: {} }] }), hang]],
    ['only thinks', [says('<think>Let me see'), hang]],
  ])('gives up, once and for all tries, on a server that %s', async (_, acts) => {
    server.answerWith({ acts });
    const startedMs = performance.now();
    const { error } = await collect(guard({ firstMs: 250 }));
    expect(error).toMatchObject({ kind: 'timeout', provider: 'llama' });
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(server.requests).toHaveLength(1);
  });

  it('gives up on a server that stalls in mid-answer, and does not ask it again', async () => {
    server.answerWith({ acts: [says('A river '), hang] });
    const { error, pieces } = await collect(guard({ betweenMs: 80 }));
    expect(error).toMatchObject({ kind: 'timeout' });
    expect(pieces).toEqual(['A river ']);
    expect(server.requests).toHaveLength(1);
  });

  it('does not blame the server for a consumer that takes its time', async () => {
    server.answerWith({ acts: answering('One. ', 'Two. ', 'Three.') });
    const pieces: string[] = [];
    const never = new AbortController().signal;
    for await (const piece of guard({ betweenMs: 50 }).stream(question, never)) {
      if (piece.type === 'text') pieces.push(piece.text);
      await new Promise((resolve) => setTimeout(resolve, 120));
    }
    expect(pieces).toHaveLength(3);
  });

  it('asks again after a passing failure, so that the caller hears one whole answer', async () => {
    answerInTurn({ status: 503 }, { acts: answering('Fine.') });
    expect(await collect(guard())).toMatchObject({ pieces: ['Fine.'], error: undefined });
    expect(log.messages('info')).toEqual(['A provider failed and is asked again']);
  });

  it.each([
    ['a wrong key', { status: 401 }],
    ['a request that it refuses', { status: 400 }],
    ['an empty account', { status: 429, json: { error: { code: 'insufficient_quota' } } }],
  ])('does not ask again for %s', async (_, answer) => {
    server.answerWith(answer);
    expect((await collect(guard())).error).toMatchObject({ kind: 'rejected' });
    const inPlainTerms = answer.status === 400 ? 1 : 0;
    expect(server.requests).toHaveLength(1 + inPlainTerms);
  });

  it('waits as long as the server asks for, if that leaves time for an answer', async () => {
    const busy = { status: 429, headers: { 'retry-after-ms': '600' } };
    answerInTurn(busy, { acts: answering('Fine.') });
    const startedMs = performance.now();
    expect((await collect(guard())).pieces).toEqual(['Fine.']);
    expect(performance.now() - startedMs).toBeGreaterThan(590);

    answerInTurn(busy);
    const laterMs = performance.now();
    expect((await collect(guard({ firstMs: 500 }))).error).toMatchObject({ kind: 'rate_limited' });
    expect(performance.now() - laterMs).toBeLessThan(300);
  });

  it('counts the tries of one question as one failure, and then spares the caller', async () => {
    const model = guard();
    for (let turn = 0; turn < 3; turn++) await collect(model);
    expect(server.requests).toHaveLength(9);
    const startedMs = performance.now();
    expect((await collect(model)).error).toMatchObject({ kind: 'unavailable' });
    expect(server.requests).toHaveLength(9);
    expect(performance.now() - startedMs).toBeLessThan(100);
    expect(log.messages('warn')).toEqual(['Circuit breaker OPENED']);
  });
});
