import fc from 'fast-check';
import { collect } from '../testing/collect.js';
import { modelAt } from '../testing/model-under-test.js';
import {
  answering,
  cut,
  done,
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

describe('OpenAiCompatibleModel: a whole answer', () => {
  it('asks with the key, the model, the messages and the bound', async () => {
    server.answerWith({ acts: answering('Yes.') });
    await collect(modelAt(server));
    expect(server.requests).toEqual([
      {
        path: '/v1/chat/completions',
        authorization: 'Bearer secret-key',
        body: {
          model: 'llama-small',
          messages: [
            { role: 'system', content: 'You are a tutor.' },
            { role: 'user', content: 'What is a river?' },
          ],
          stream: true,
          stream_options: { include_usage: true },
          max_completion_tokens: 50,
        },
      },
    ]);
  });

  it('reads the same text wherever TCP cuts the bytes, also inside a character', async () => {
    const bytes = Buffer.from(answering('Muraho, ', 'café ', '½ 😀.').join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const acts = at
          .slice(1)
          .flatMap((end, index): Act[] => [bytes.subarray(at[index], end), { pauseMs: 0 }]);
        server.answerWith({ acts });
        const { pieces, error } = await collect(modelAt(server));
        expect(error).toBeUndefined();
        expect(pieces.join('')).toBe('Muraho, café ½ 😀.');
      }),
      { numRuns: 25 },
    );
  });

  it('estimates the tokens when the server does not count them', async () => {
    server.answerWith({ acts: [says('Four words of text.'), finishes(), done] });
    const { usage } = await collect(modelAt(server));
    expect(usage).toEqual({ type: 'usage', model: 'llama', tokensIn: 8, tokensOut: 5 });
  });

  it('needs nothing after the reason to finish, not even an orderly end', async () => {
    server.answerWith({ acts: [says('Whole.'), finishes('length'), { pauseMs: 20 }, cut] });
    const { pieces, usage, error } = await collect(modelAt(server));
    expect({ pieces, error }).toEqual({ pieces: ['Whole.'], error: undefined });
    expect(usage?.tokensOut).toBe(2);
  });
});

describe('OpenAiCompatibleModel: servers that know fewer fields', () => {
  it('asks again in plain terms after a 400, and remembers', async () => {
    server.answerWith(({ body }) =>
      'stream_options' in body
        ? { status: 400, json: { detail: 'extra fields not permitted' } }
        : { acts: answering('Hello.') },
    );
    const client = modelAt(server);
    expect((await collect(client)).pieces).toEqual(['Hello.']);
    expect((await collect(client)).pieces).toEqual(['Hello.']);
    expect(server.requests).toHaveLength(3);
    expect(server.requests[1]?.body).toMatchObject({ max_tokens: 50 });
    expect(server.requests[2]?.body).not.toHaveProperty('stream_options');
  });

  it('reports a 400 that plain terms do not cure, and does not remember it', async () => {
    server.answerWith({ status: 400, json: { error: 'context too long' } });
    const client = modelAt(server);
    expect((await collect(client)).error).toMatchObject({ kind: 'rejected', status: 400 });
    server.answerWith({ acts: answering('Fine.') });
    await collect(client);
    expect(server.requests.at(-1)?.body).toHaveProperty('stream_options');
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

describe('OpenAiCompatibleModel: what a failure says', () => {
  it('names the bill when the account is empty', async () => {
    server.answerWith({ status: 429, json: { error: { code: 'insufficient_quota' } } });
    expect(String((await collect(modelAt(server))).error)).toContain('billing');
  });

  it('names the broken connection', async () => {
    const client = modelAt(server);
    await server.stop();
    expect(String((await collect(client)).error)).toContain('ECONNREFUSED');
  });
});
