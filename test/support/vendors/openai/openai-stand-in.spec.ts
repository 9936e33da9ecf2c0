import type OpenAI from 'openai';
import { APIConnectionError, AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { OpenAiStandIn } from './openai-stand-in.js';
import { collect, sdkClient } from './sdk-client.js';

const messages = [{ role: 'user' as const, content: 'What is five plus two?' }];
const request = { model: 'gpt-5.4-mini', messages };

describe('the OpenAI stand-in', () => {
  let standIn: OpenAiStandIn;
  let client: OpenAI;

  beforeEach(async () => {
    standIn = await OpenAiStandIn.start({ apiKey: 'sk-test' });
    client = sdkClient(standIn.url);
  });

  afterEach(async () => {
    await standIn.close();
  });

  it('refuses a wrong key without using up a plan', async () => {
    const stranger = sdkClient(standIn.url, 'sk-no');
    standIn.plan('chat', { text: 'Kept.' });
    await expect(stranger.models.list()).rejects.toThrow(AuthenticationError);
    await expect(stranger.chat.completions.create(request)).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    });
    expect(standIn.requests).toHaveLength(0);
    expect(standIn.refused).toHaveLength(2);
    const { choices } = await client.chat.completions.create(request);
    expect(choices[0]?.message.content).toBe('Kept.');
  });

  it.each([
    ['an unknown field', { ...request, wat: 1 }, 'unknown_parameter'],
    [
      'two limits',
      { ...request, max_tokens: 1, max_completion_tokens: 1 },
      'invalid_parameter_combination',
    ],
    ['max_tokens for a reasoning model', { ...request, max_tokens: 1 }, 'unsupported_parameter'],
    ['stream options without a stream', { ...request, stream_options: {} }, null],
    ['no messages', { ...request, messages: [] }, null],
  ])('refuses %s', async (_name, body, code) => {
    const failed = client.chat.completions.create(body);
    await expect(failed).rejects.toThrow(BadRequestError);
    await expect(failed).rejects.toMatchObject({ code });
  });

  it('refuses an unknown model and an unknown path', async () => {
    await expect(
      client.chat.completions.create({ ...request, model: 'gpt-0' }),
    ).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(client.files.list()).rejects.toMatchObject({ status: 404 });
  });

  it('lists models with their shutdown dates and finds one by its id', async () => {
    const models = await collect(client.models.list());
    expect(models.find(({ id }) => id === 'whisper-1')?.shutdown_date).toBe('2027-02-26');
    expect(await client.models.retrieve('gpt-5.4-mini')).toMatchObject({ shutdown_date: null });
    await expect(client.models.retrieve('gpt-0')).rejects.toThrow(NotFoundError);
  });

  it('hands the error of a planned function to whoever closes the stand-in', async () => {
    const broken = await OpenAiStandIn.start({
      chat: {
        text: () => {
          throw new Error('the function of the test is broken');
        },
      },
    });
    await expect(sdkClient(broken.url).chat.completions.create(request)).rejects.toThrow(
      APIConnectionError,
    );
    await expect(broken.close()).rejects.toThrow('the function of the test is broken');
  });
});
