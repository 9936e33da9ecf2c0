import type OpenAI from 'openai';
import { AuthenticationError, BadRequestError } from 'openai';
import type { LlamaOptions, LlamaQuirks } from './llama-stand-in.js';
import { llamaModel, LlamaStandIn } from './llama-stand-in.js';
import { collect, sdkClient, textOf } from './sdk-client.js';

const request = {
  model: llamaModel,
  messages: [{ role: 'user' as const, content: 'Tell me about the sun.' }],
};

async function withLlama<T>(
  options: LlamaOptions,
  use: (standIn: LlamaStandIn) => Promise<T>,
): Promise<T> {
  const standIn = await LlamaStandIn.start(options);
  try {
    return await use(standIn);
  } finally {
    await standIn.close();
  }
}

/** The chunks of an answer that a server with these quirks streams. */
async function chunksWith(quirks: LlamaQuirks): Promise<OpenAI.ChatCompletionChunk[]> {
  return withLlama({ quirks, chat: { text: 'The sun is hot.' } }, collectChunks);
}

async function collectChunks({ url }: LlamaStandIn): Promise<OpenAI.ChatCompletionChunk[]> {
  const stream = await sdkClient(url).chat.completions.create({
    ...request,
    stream: true,
    stream_options: { include_usage: true },
  });
  return collect(stream);
}

describe('the Llama stand-in through the openai SDK', () => {
  it('streams like OpenAI, without the obfuscation', async () => {
    const chunks = await chunksWith({});
    expect(textOf(chunks)).toBe('The sun is hot.');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 4 } });
    expect(chunks.some((chunk) => 'obfuscation' in chunk)).toBe(false);
  });

  it('can count tokens on the last content, or not at all', async () => {
    const onContent = await chunksWith({ usage: 'content chunk' });
    expect(onContent.at(-1)).toMatchObject({
      choices: [{ delta: { content: ' hot.' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 4 },
    });
    expect(textOf(onContent)).toBe('The sun is hot.');
    const never = await chunksWith({ usage: 'never' });
    expect(never.every((chunk) => chunk.usage === undefined)).toBe(true);
  });

  it('can answer 400 to fields it does not know, in other shapes of error', async () => {
    const quirks = { unknownFields: ['stream_options'], errors: 'string' } as const;
    await withLlama({ quirks }, async (standIn) => {
      await expect(collectChunks(standIn)).rejects.toThrow(BadRequestError);
      await expect(collectChunks(standIn)).rejects.toMatchObject({
        error: "Unknown parameter: 'stream_options'.",
      });
    });
    await withLlama({ quirks: { ...quirks, errors: 'detail' } }, async ({ url }) => {
      const body = JSON.stringify({ ...request, stream_options: {} });
      const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body });
      expect(await response.json()).toEqual({ detail: "Unknown parameter: 'stream_options'." });
    });
  });

  it('takes any model name, also one that it does not list', async () => {
    await withLlama({ model: 'llama3.2:3b' }, async ({ url }) => {
      const client = sdkClient(url);
      expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['llama3.2:3b']);
      await expect(client.chat.completions.create(request)).resolves.toBeDefined();
    });
  });

  it('can list its models as a bare array', async () => {
    await withLlama({ quirks: { bareModelList: true } }, async ({ url }) => {
      const response = await fetch(`${url}/v1/models`);
      expect(await response.json()).toMatchObject([{ id: llamaModel }]);
    });
  });

  it('tells its health without a key, and 503 while the model is being loaded', async () => {
    await withLlama({ apiKey: 'key' }, async ({ url }) => {
      expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
      await expect(sdkClient(url, 'other').models.list()).rejects.toThrow(AuthenticationError);
    });
    await withLlama({ quirks: { loading: true } }, async ({ url }) => {
      expect((await fetch(`${url}/health`)).status).toBe(503);
    });
  });
});
