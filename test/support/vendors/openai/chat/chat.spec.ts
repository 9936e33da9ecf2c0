import fc from 'fast-check';
import type OpenAI from 'openai';
import type { ChatPlan } from './chat-plan.js';
import { OpenAiStandIn } from '../openai-stand-in.js';
import { collect, sdkClient, textOf } from '../sdk-client.js';

const messages = [{ role: 'user' as const, content: 'What is five plus two?' }];
const request = { model: 'gpt-5.4-mini', messages };

describe('chat with the OpenAI stand-in through the SDK', () => {
  let standIn: OpenAiStandIn;
  let client: OpenAI;

  beforeEach(async () => {
    standIn = await OpenAiStandIn.start({ apiKey: 'sk-test' });
    client = sdkClient(standIn.url);
  });

  afterEach(async () => {
    await standIn.close();
  });

  async function say(plan: ChatPlan): Promise<string> {
    standIn.plan('chat', plan);
    return textOf(
      await collect(await client.chat.completions.create({ ...request, stream: true })),
    );
  }

  it('streams the planned text, then the reason, then the count of tokens', async () => {
    standIn.plan('chat', { text: 'Five plus two is seven.' });
    const stream = await client.chat.completions.create({
      ...request,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await collect(stream);
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    expect(textOf(chunks)).toBe('Five plus two is seven.');
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 6 } });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('pads the chunks with an obfuscation field unless the request declines it', async () => {
    const padded = async (include: boolean): Promise<boolean> => {
      const stream = await client.chat.completions.create({
        ...request,
        stream: true,
        stream_options: { include_obfuscation: include },
      });
      return (await collect(stream)).some((chunk) => 'obfuscation' in chunk);
    };
    expect([await padded(true), await padded(false)]).toEqual([true, false]);
  });

  it('answers in one piece when no stream is asked for', async () => {
    standIn.plan('chat', { text: 'Seven.' });
    const completion = await client.chat.completions.create(request);
    expect(completion.choices[0]?.message.content).toBe('Seven.');
    expect(completion.usage?.total_tokens).toBeGreaterThan(2);
  });

  it('answers from the messages and records the request', async () => {
    standIn.planByDefault('chat', { text: ([first]) => `You asked: ${first?.content ?? ''}` });
    expect(await say({})).toBe('You asked: What is five plus two?');
    expect(standIn.requestsTo('chat')).toMatchObject([
      { body: { model: 'gpt-5.4-mini', messages, stream: true, includeUsage: false } },
    ]);
    expect(standIn.requests[0]?.headers['authorization']).toBe('Bearer sk-test');
  });

  it('lays a plan over the default of the endpoint and goes back to it afterwards', async () => {
    standIn.planByDefault('chat', { text: 'Always.' });
    standIn.plan('chat', { text: 'Once.' }, { tokenMs: 1 });
    expect([await say({}), await say({}), await say({})]).toEqual(['Once.', 'Always.', 'Always.']);
  });

  it('keeps the time of the first token and of those after it', async () => {
    standIn.plan('chat', { text: 'one two three four five', firstTokenMs: 120, tokenMs: 30 });
    const startedAt = performance.now();
    const stream = await client.chat.completions.create({ ...request, stream: true });
    const times: number[] = [];
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content) times.push(performance.now() - startedAt);
    }
    expect(times[0]).toBeGreaterThanOrEqual(119);
    expect(times.at(-1)).toBeGreaterThanOrEqual(239);
    expect(times.at(-1)).toBeLessThan(600);
  });

  it('asks for tools in pieces and refuses in place of a text', async () => {
    standIn.plan('chat', { toolCalls: [{ name: 'hang_up', arguments: '{"after":"goodbye"}' }] });
    const called = await collect(
      await client.chat.completions.create({ ...request, stream: true }),
    );
    const calls = called.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(calls[0]).toMatchObject({ index: 0, id: 'call_0', function: { name: 'hang_up' } });
    expect(calls.map((call) => call.function?.arguments).join('')).toBe('{"after":"goodbye"}');
    expect(called.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');

    standIn.plan('chat', { refusal: 'I cannot help with that.' });
    const refused = await collect(
      await client.chat.completions.create({ ...request, stream: true }),
    );
    expect(refused.map((chunk) => chunk.choices[0]?.delta.refusal ?? '').join('')).toBe(
      'I cannot help with that.',
    );
  });

  it('gives the same text whatever the sizes of the writes', async () => {
    const text = fc.array(fc.constantFrom('Muraho', ' neza', ' – ½ × 2', ' 😀', ' ûmwana,', '\n'));
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(text, sizes, async (words, writeBytes) => {
        const planned = words.join('');
        expect(await say({ text: planned, writeBytes })).toBe(planned);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the text whole when each byte travels alone', async () => {
    expect(await say({ text: 'Ni byiza – wow 😀', writeBytes: [1] })).toBe('Ni byiza – wow 😀');
  });
});
