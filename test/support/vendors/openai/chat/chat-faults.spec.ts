import type OpenAI from 'openai';
import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import type { ChatPlan } from './chat-plan.js';
import { openAiFailures } from '../failures.js';
import { OpenAiStandIn } from '../openai-stand-in.js';
import { collect, sdkClient, textOf } from '../sdk-client.js';

const messages = [{ role: 'user' as const, content: 'What is five plus two?' }];
const request = { model: 'gpt-5.4-mini', messages };

describe('a chat that goes wrong, through the SDK', () => {
  let standIn: OpenAiStandIn;
  let client: OpenAI;

  beforeEach(async () => {
    standIn = await OpenAiStandIn.start({ apiKey: 'sk-test' });
    client = sdkClient(standIn.url);
  });

  afterEach(async () => {
    await standIn.close();
  });

  /** What is said, until the client leaves, so long after the headers. */
  async function say(plan: ChatPlan, leavesAfterMs?: number): Promise<string> {
    standIn.plan('chat', plan);
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const stream = await client.chat.completions.create({ ...request, stream: true }, options);
    if (leavesAfterMs !== undefined) {
      setTimeout(() => {
        abort.abort();
      }, leavesAfterMs);
    }
    return textOf(await collect(stream));
  }

  it('keeps comments from looking like an answer while no token comes', async () => {
    expect(await say({ commentMs: 10, firstTokenMs: Infinity }, 100)).toBe('');
    await expect(standIn.requests[0]?.ended).resolves.toBe('dropped');
  });

  it('times out when no headers come', async () => {
    standIn.plan('chat', { breaksOff: { at: 'headers', how: 'hang' } });
    await expect(client.chat.completions.create(request, { timeout: 60 })).rejects.toThrow(
      APIConnectionTimeoutError,
    );
  });

  it('rejects with the abort error when the client leaves before the headers', async () => {
    standIn.plan('chat', { delayMs: 60_000 });
    const signal = AbortSignal.timeout(40);
    await expect(client.chat.completions.create(request, { signal })).rejects.toThrow(
      APIUserAbortError,
    );
    await expect(standIn.requests[0]?.ended).resolves.toBe('dropped');
  });

  it('ends the loop quietly when the client aborts in mid-stream', async () => {
    const text = await say({ text: 'on and on ', endless: true, tokenMs: 10 }, 150);
    expect(text).toMatch(/^on and on on/);
    await expect(standIn.requests[0]?.ended).resolves.toBe('dropped');
  });

  it('stalls after the first token without an error of its own', async () => {
    standIn.plan('chat', {
      text: 'Five plus two',
      breaksOff: { at: { pieces: 2 }, how: 'hang' },
    });
    const stream = await client.chat.completions.create(
      { ...request, stream: true },
      { timeout: 300 },
    );
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    })();
    const late = new Promise((resolve) => setTimeout(resolve, 400, 'still waiting'));
    await expect(Promise.race([reading, late])).resolves.toBe('still waiting');
    expect(text).toBe('Five');
    stream.controller.abort();
    await reading;
  });

  it('ends quietly without [DONE], with no reason to stop', async () => {
    standIn.plan('chat', { text: 'one two three', breaksOff: { at: { pieces: 3 }, how: 'end' } });
    const stream = await client.chat.completions.create({ ...request, stream: true });
    const chunks = await collect(stream);
    expect(textOf(chunks)).toBe('one two');
    expect(chunks.every((chunk) => chunk.choices[0]?.finish_reason === null)).toBe(true);
    expect(await say({ text: 'all of it', done: false })).toBe('all of it');
  });

  it.each(['cut', 'reset'] as const)('fails in mid-stream when the socket is %s', async (how) => {
    await expect(
      say({ text: 'one two three', breaksOff: { at: { pieces: 2 }, how } }),
    ).rejects.toThrow(/terminated|Connection error/);
  });

  it('fails inside a character that UTF-8 writes in several bytes', async () => {
    standIn.plan('chat', {
      text: 'wow 😀 great',
      breaksOff: { at: 'character', how: 'end' },
    });
    const stream = await client.chat.completions.create({ ...request, stream: true });
    let text = '';
    await expect(
      (async () => {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      })(),
    ).rejects.toThrow(SyntaxError);
    expect(text).toBe('wow');
  });

  it('cannot connect after a reset before the headers, nor while the vendor refuses', async () => {
    await expect(say({ breaksOff: { at: 'headers', how: 'reset' } })).rejects.toThrow(
      APIConnectionError,
    );
    await standIn.refuse();
    await expect(client.chat.completions.create(request)).rejects.toThrow(APIConnectionError);
    await standIn.accept();
    expect(await say({ text: 'Back again.' })).toBe('Back again.');
  });

  it('raises an error line as an API error without a status', async () => {
    const failed = say({ text: 'one two', spoiled: { afterTokens: 1, by: 'error' } });
    await expect(failed).rejects.toThrow(APIError);
    await expect(failed).rejects.toMatchObject({ status: undefined });
    await expect(
      say({ text: 'one two', spoiled: { afterTokens: 9, by: 'malformed' } }),
    ).rejects.toThrow(SyntaxError);
  });

  it('yields nothing for a wrong content type, and half a JSON document is an error', async () => {
    expect(await say({ bodyInstead: '<html>', contentType: 'text/html' })).toBe('');
    standIn.plan('chat', { bodyInstead: '{"choices": [' });
    await expect(client.chat.completions.create(request)).rejects.toThrow(SyntaxError);
  });

  it.each([
    ['invalidKey', openAiFailures.invalidKey(), AuthenticationError],
    ['unknownModel', openAiFailures.unknownModel(), NotFoundError],
    ['rateLimited', openAiFailures.rateLimited(20), RateLimitError],
    ['insufficientQuota', openAiFailures.insufficientQuota(), RateLimitError],
    ['internalError', openAiFailures.internalError(), InternalServerError],
    ['overloaded', openAiFailures.overloaded(), InternalServerError],
    ['badGateway', openAiFailures.badGateway(), InternalServerError],
  ])('raises the SDK error for %s', async (_name, failure, type) => {
    standIn.plan('chat', { failure });
    await expect(client.chat.completions.create(request)).rejects.toThrow(type);
  });

  it('lets the SDK retry after the time that a 429 names', async () => {
    standIn.plan('chat', { failure: openAiFailures.rateLimited(30) }, { text: 'Now.' });
    const completion = await client.chat.completions.create(request, { maxRetries: 1 });
    expect(completion.choices[0]?.message.content).toBe('Now.');
    const [first, second] = standIn.requests;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(29);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(400);
  });
});
