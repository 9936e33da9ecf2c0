import { setTimeout as sleep } from 'node:timers/promises';
import { countTokens } from '../../../../test/support/vendors/openai/tokens.js';
import { defaultText, hear, question, wideText, type ChatCase } from './chat-subject.js';

function says(content: string): object {
  return { choices: [{ index: 0, delta: { content }, finish_reason: null }] };
}

const finish = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const done = '[DONE]';

function stream(...events: readonly (object | string)[]): string {
  return events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('');
}

function variants(): readonly (readonly [how: string, body: string])[] {
  const words = [says('A river '), says('flows.')];
  const whole = stream(...words, finish, done);
  return [
    ['a stream that came in one piece', whole],
    ['lines that end in CRLF', whole.replaceAll('\n', '\r\n')],
    ['fields without a blank', whole.replaceAll('data: ', 'data:')],
    ['comments between the events', whole.replaceAll('data:', ': PROCESSING\n\ndata:')],
    ['other fields of an event', whole.replaceAll('data:', 'event: chunk\nid: 7\ndata:')],
    ['a stream without [DONE]', stream(...words, finish)],
    ['a stream without a reason to finish', stream(...words, done)],
    ['chunks without choices, deltas or content', stream({}, { choices: [{}] }, ...words, done)],
    ['chunks that are null', stream('null', ...words, finish, done)],
    ['its last words beside the end', stream(says('A river '), lastWords('flows.'), done)],
    ['an answer without what a model thinks', stream(says('<thi'), thought, ...words, done)],
  ];
}

const thought = says('nk>Hm.</think>');

function lastWords(content: string): object {
  return { choices: [{ index: 0, delta: { content }, finish_reason: 'stop' }] };
}

const order: readonly ChatCase[] = [
  {
    title: 'gives the words of the server, all and in their order',
    run: async ({ model, server }) => {
      const text = Array.from({ length: 60 }, (_, word) => `word${word} `)
        .join('')
        .trim();
      server.plan({ text });
      const heard = await hear(model, { request: { ...question, maxTokens: 500 } });
      expect(heard.error).toBeUndefined();
      expect(heard.text).toBe(text);
    },
  },
  {
    title: 'gives the first words while the server still speaks',
    run: async ({ model, server }) => {
      server.plan({ text: defaultText, tokenMs: 25 });
      const atMs: number[] = [];
      await hear(model, { onPiece: () => void atMs.push(performance.now()) });
      expect((atMs.at(-1) ?? 0) - (atMs[0] ?? 0)).toBeGreaterThan(100);
    },
  },
  {
    title: 'begins with a word and gives no empty piece',
    run: async ({ model, server }) => {
      server.plan({ text: '\n\n  Well done.\nGo on.' });
      const { pieces, text } = await hear(model);
      expect(text).toBe('Well done.\nGo on.');
      expect(pieces).not.toContain('');
    },
  },
  {
    title: 'ends with one count of tokens, under its own name',
    run: async ({ name, model }) => {
      const { events } = await hear(model);
      expect(events.filter(({ type }) => type === 'usage')).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({ type: 'usage', model: name });
    },
  },
  {
    title: 'counts tokens as its server does, where that counts',
    appliesTo: ({ model }) => model.capabilities.countsTokens,
    run: async ({ model, server }) => {
      server.plan({ text: 'one two three four five' });
      const { events } = await hear(model);
      const asked = question.messages.reduce(
        (sum, { content }) => sum + countTokens(content) + 4,
        3,
      );
      expect(events.at(-1)).toMatchObject({ tokensIn: asked, tokensOut: 5 });
    },
  },
  {
    title: 'tells a count of tokens even when the server does not',
    run: async ({ model, server }) => {
      server.plan({ bodyInstead: stream(says('Four words of text.'), finish, done) });
      const usage = (await hear(model)).events.at(-1);
      expect(usage?.type === 'usage' && usage.tokensIn > 0 && usage.tokensOut > 0).toBe(true);
    },
  },
  {
    title: 'waits for a consumer that takes its time',
    run: async ({ model }) => {
      const { text, error } = await hear(model, { onPiece: async () => sleep(15) });
      expect(error).toBeUndefined();
      expect(text).toBe(defaultText);
    },
  },
  {
    title: 'passes a refusal on in its words',
    run: async ({ model, server }) => {
      server.plan({ refusal: 'I cannot help with that.', finishReason: 'content_filter' });
      expect((await hear(model)).text).toBe('I cannot help with that.');
    },
  },
  {
    title: 'gives an answer that was cut to its bound as a whole one',
    run: async ({ model, server }) => {
      server.plan({ text: 'Water that flows', finishReason: 'length' });
      expect(await hear(model)).toMatchObject({ text: 'Water that flows', error: undefined });
    },
  },
  {
    title: 'gives a long answer whole',
    run: async ({ model, server }) => {
      const text = 'and so it goes on '.repeat(1000).trim();
      server.plan({ text });
      const heard = await hear(model, { request: { ...question, maxTokens: 8000 } });
      expect(heard.text).toBe(text);
    },
  },
];

const questions: readonly ChatCase[] = [
  {
    title: 'asks with the key, the messages in their order and the bound, for a stream',
    run: async ({ model, server, apiKey }) => {
      await hear(model);
      const [request] = server.requests;
      expect(request?.headers['authorization']).toBe(`Bearer ${apiKey}`);
      expect(request?.fields).toMatchObject({ messages: question.messages, stream: true });
      const { max_tokens: plain, max_completion_tokens: current } = request?.fields ?? {};
      expect([plain, current]).toContain(question.maxTokens);
    },
  },
  {
    title: 'asks once for an answer, and only when it is listened to',
    run: async ({ model, server }) => {
      model.stream(question, new AbortController().signal);
      await sleep(20);
      expect(server.requests).toHaveLength(0);
      await hear(model);
      expect(server.requests).toHaveLength(1);
    },
  },
  {
    title: 'keeps answers that come at the same time apart',
    run: async ({ model, server }) => {
      server.planAlways({
        text: (messages) => (messages.at(-1)?.content ?? '').repeat(8),
        tokenMs: 2,
      });
      const ask = async (content: string): Promise<string> =>
        (await hear(model, { request: { messages: [{ role: 'user', content }], maxTokens: 90 } }))
          .text;
      const [one, two, three] = await Promise.all([ask('one '), ask('two '), ask('three ')]);
      expect(one).toBe('one '.repeat(8));
      expect(two).toBe('two '.repeat(8));
      expect(three).toBe('three '.repeat(8));
    },
  },
  {
    title: 'asks again over the connection that is there',
    run: async ({ model, server }) => {
      for (let turn = 0; turn < 4; turn++) {
        expect((await hear(model)).error).toBeUndefined();
        await sleep(10);
      }
      expect(server.openConnections).toBeLessThanOrEqual(1);
    },
  },
];

const boundaries: readonly ChatCase[] = [
  ...[[1], [2], [3], [7], [16, 1, 5], [97], [100_000]].map((writeBytes): ChatCase => ({
    title: `reads a stream in writes of ${writeBytes.join(', ')} bytes`,
    run: async ({ model, server }) => {
      server.plan({ text: wideText, writeBytes });
      const heard = await hear(model);
      expect(heard.error).toBeUndefined();
      expect(heard.text).toBe(wideText);
    },
  })),
  ...variants().map(([how, bodyInstead]): ChatCase => ({
    title: `reads ${how}`,
    run: async ({ model, server }) => {
      server.plan({ bodyInstead, writeBytes: [11] });
      const heard = await hear(model);
      expect(heard.error).toBeUndefined();
      expect(heard.text).toBe('A river flows.');
    },
  })),
  {
    title: 'reads a stream under another content type',
    run: async ({ model, server }) => {
      server.plan({ contentType: 'text/plain' });
      expect((await hear(model)).text).toBe(defaultText);
    },
  },
];

/** What an answer is made of, and how its bytes may come. */
export const answerCases: readonly ChatCase[] = [...order, ...questions, ...boundaries];
