import OpenAI from 'openai';

/** The vendor's own client, pointed at a stand-in, without retries unless a request asks for them. */
export function sdkClient(url: string, apiKey = 'sk-test'): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: `${url}/v1`,
    maxRetries: 0,
    logLevel: 'off',
    fetch: async (input, init) => fetch(input, init).catch(rethrown),
  });
}

/** Jest's sandbox has an `Error` of its own, by which the SDK would not know the errors of fetch. */
function rethrown(error: unknown): never {
  const { name, message, cause } = error as Error;
  throw Object.assign(new Error(message, { cause }), { name });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The text of a streamed answer, as far as it came. */
export function textOf(chunks: readonly OpenAI.ChatCompletionChunk[]): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
}
