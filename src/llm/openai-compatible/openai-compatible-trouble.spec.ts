import { isAbort, ProviderError } from '../../common/errors.js';
import { collect } from '../testing/collect.js';
import { modelAt } from '../testing/model-under-test.js';
import {
  answering,
  cut,
  event,
  finishes,
  hang,
  says,
  ScriptedServer,
  type Act,
} from '../testing/scripted-server.js';

let server: ScriptedServer;

beforeEach(async () => {
  server = await ScriptedServer.start();
});

afterEach(async () => {
  await server.stop();
});

function kindOf(error: unknown): string {
  return error instanceof ProviderError ? error.kind : `not a ProviderError: ${String(error)}`;
}

describe('OpenAiCompatibleModel: failures', () => {
  it.each([
    [401, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
    [408, 'timeout'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('maps status %i to %s, without retrying', async (status, kind) => {
    server.answerWith({ status, json: { error: { message: 'secret words', code: 'x' } } });
    const { error, pieces } = await collect(modelAt(server));
    expect(kindOf(error)).toBe(kind);
    expect(error).toMatchObject({ status, provider: 'llama' });
    expect(pieces).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('knows an exhausted account from a busy server', async () => {
    server.answerWith({ status: 429, json: { error: { code: 'insufficient_quota' } } });
    const { error } = await collect(modelAt(server));
    expect(kindOf(error)).toBe('rejected');
    expect(String(error)).toContain('billing');
  });

  it('never quotes the server, whose words may be the caller’s', async () => {
    const json = { error: { message: 'You said: my number is 0788123456' } };
    for (const status of [400, 401, 500]) {
      server.answerWith({ status, json });
      const { error } = await collect(modelAt(server));
      expect(JSON.stringify([String(error), (error as Error).cause])).not.toContain('0788');
    }
  });

  it('reports an error inside the stream', async () => {
    server.answerWith({ acts: [says('Well, '), event({ error: { message: 'overloaded' } })] });
    const { error, pieces } = await collect(modelAt(server));
    expect(kindOf(error)).toBe('unavailable');
    expect(pieces).toEqual(['Well, ']);
  });

  it('reports a stream that is not JSON', async () => {
    server.answerWith({ acts: ['data: <html>\n\n'] });
    expect(kindOf((await collect(modelAt(server))).error)).toBe('protocol');
  });

  it.each<[string, Act[]]>([
    ['cut by a broken connection', [says('A river '), { pauseMs: 20 }, cut]],
    ['ended politely in mid-answer', [says('A river ')]],
  ])('reports a stream that is %s', async (_, acts) => {
    server.answerWith({ acts });
    const { error, pieces } = await collect(modelAt(server));
    expect(kindOf(error)).toBe('unavailable');
    expect(pieces).toEqual(['A river ']);
  });

  it.each<[string, readonly Act[]]>([
    ['no text at all', answering()],
    ['only blanks', answering(' ', '\n')],
    ['only thoughts', answering('<think>Hm</think>')],
  ])('reports an answer with %s', async (_, acts) => {
    server.answerWith({ acts });
    const { error, pieces } = await collect(modelAt(server));
    expect(kindOf(error)).toBe('protocol');
    expect(pieces).toEqual([]);
  });

  it('reports a server that is not there', async () => {
    const client = modelAt(server);
    await server.stop();
    const { error } = await collect(client);
    expect(kindOf(error)).toBe('unavailable');
    expect(String(error)).toContain('ECONNREFUSED');
  });
});

describe('OpenAiCompatibleModel: the tail of an answer', () => {
  it.each<[string, Act[]]>([
    ['stalls', [hang]],
    ['goes on for ever', Array.from({ length: 20 }, () => [event({}), { pauseMs: 200 }]).flat()],
  ])('keeps a whole answer when only what follows it %s', async (_, tail) => {
    server.answerWith({ acts: [says('Whole.'), finishes(), ...tail] });
    const startedMs = performance.now();
    const { error, usage } = await collect(modelAt(server));
    expect(error).toBeUndefined();
    expect(usage?.tokensOut).toBe(2);
    expect(performance.now() - startedMs).toBeLessThan(1500);
  });
});

describe('OpenAiCompatibleModel: aborts', () => {
  it('rejects with AbortError before anything was sent', async () => {
    const { error } = await collect(modelAt(server), AbortSignal.abort());
    expect(isAbort(error)).toBe(true);
    expect(server.requests).toHaveLength(0);
  });

  it('rejects with AbortError while the server thinks, and hangs up on it', async () => {
    server.answerWith({ acts: [hang] });
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 50);
    const { error } = await collect(modelAt(server), controller.signal);
    expect(isAbort(error)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.abandoned).toBe(1);
  });

  it('rejects with AbortError after any number of pieces, and yields none after', async () => {
    const texts = ['a ', 'b ', 'c ', 'd '];
    for (let at = 1; at <= texts.length; at++) {
      server.answerWith({ acts: [...texts.map(says), hang] });
      const controller = new AbortController();
      const { error, pieces } = await collect(modelAt(server), controller.signal, (count) => {
        if (count === at) controller.abort();
      });
      expect(isAbort(error)).toBe(true);
      expect(pieces).toHaveLength(at);
    }
  });

  it('hangs up when the consumer leaves the loop', async () => {
    server.answerWith({ acts: [says('One. '), hang] });
    const stream = modelAt(server).stream(
      { messages: [], maxTokens: 9 },
      new AbortController().signal,
    );
    for await (const piece of stream) {
      expect(piece.type).toBe('text');
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.abandoned).toBe(1);
  });
});
