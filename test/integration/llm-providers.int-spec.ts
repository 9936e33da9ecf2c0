import { SystemClock } from '../../src/common/clock.js';
import { ProviderError } from '../../src/common/errors.js';
import { silentMeter } from '../../src/common/meter.js';
import { Breakers } from '../../src/common/resilience/index.js';
import { listModels, proveKey, type VendorServer } from '../../src/common/vendors/vendor-server.js';
import {
  ConfigurationError,
  createChosen,
  loadConfiguration,
  Settings,
} from '../../src/config/index.js';
import { llmKind, type ChatModel } from '../../src/llm/index.js';
import { collect } from '../../src/llm/testing/collect.js';
import { MemoryLog } from '../support/memory-log.js';
import { LlamaStandIn, type LlamaQuirks } from '../support/vendors/openai/llama-stand-in.js';
import { OpenAiStandIn } from '../support/vendors/openai/openai-stand-in.js';

const stores = { DATABASE_URL: 'postgres://localhost/bakame', REDIS_URL: 'redis://localhost' };

const never = new AbortController().signal;

let llama: LlamaStandIn;
let openai: OpenAiStandIn;
let log: MemoryLog;
let breakers: Breakers;

beforeEach(async () => {
  llama = await LlamaStandIn.start({ apiKey: 'llama-key', chat: { text: 'From the llama.' } });
  openai = await OpenAiStandIn.start({ apiKey: 'openai-key', chat: { text: 'From OpenAI.' } });
  log = new MemoryLog();
  breakers = new Breakers();
});

afterEach(async () => {
  await Promise.all([llama.close(), openai.close()]);
});

async function choose(raw: Record<string, string>): Promise<ChatModel | null> {
  const { chosen } = loadConfiguration({ ...stores, ...raw }, [llmKind], {});
  const settings = Object.assign(new Settings(), { LLM_FIRST_TOKEN_MS: 250 });
  const clock = new SystemClock();
  return createChosen(llmKind, chosen, { settings, clock, log, meter: silentMeter, breakers });
}

/** What health and doctor may ask. */
function serversOf(raw: Record<string, string>): readonly VendorServer[] {
  const { chosen } = loadConfiguration({ ...stores, ...raw }, [llmKind], {});
  return chosen.get('LLM_PROVIDER')?.reliance.servers ?? [];
}

async function chooseModel(raw: Record<string, string>): Promise<ChatModel> {
  const model = await choose(raw);
  if (!model) throw new Error('a model was expected');
  return model;
}

async function timeOfFirstWords(model: ChatModel): Promise<number> {
  const startedMs = performance.now();
  let firstMs = NaN;
  await collect(model, undefined, (count) => {
    if (count === 1) firstMs = performance.now() - startedMs;
  });
  return firstMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function llamaVariables(): Record<string, string> {
  return {
    LLM_PROVIDER: 'llama',
    LLAMA_BASE_URL: `${llama.url}/v1/`,
    LLAMA_MODEL: 'llama-3.3-70b-instruct',
    LLAMA_API_KEY: 'llama-key',
  };
}

function withOpenAi(): Record<string, string> {
  return { OPENAI_API_KEY: 'openai-key', OPENAI_BASE_URL: `${openai.url}/v1` };
}

describe('the choice of a language model', () => {
  it.each([
    [
      { LLM_PROVIDER: 'llama' },
      ['LLAMA_BASE_URL', 'LLAMA_MODEL is required with LLM_PROVIDER=llama'],
    ],
    [{ LLM_PROVIDER: 'openai' }, ['OPENAI_API_KEY is required with LLM_PROVIDER=openai']],
    [{ LLM_PROVIDER: 'openai', OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'x' }, ['OPENAI_BASE_URL']],
    [{ LLM_PROVIDER: 'gpt' }, ['LLM_PROVIDER must be one of: llama, openai, none']],
  ])('names what is missing or wrong in %p', (raw, names) => {
    const load = (): unknown => loadConfiguration({ ...stores, ...raw }, [llmKind], {});
    expect(load).toThrow(ConfigurationError);
    for (const name of names) expect(load).toThrow(name);
  });

  it('none is no model, no variables and nothing to check', async () => {
    expect(await choose({ LLM_PROVIDER: 'none' })).toBeNull();
    expect(serversOf({ LLM_PROVIDER: 'none' })).toEqual([]);
  });
});

describe('openai', () => {
  it('answers, by its own API’s rules', async () => {
    const model = await chooseModel({ LLM_PROVIDER: 'openai', ...withOpenAi() });
    const { pieces, usage, error } = await collect(model);
    expect(error).toBeUndefined();
    expect(pieces.join('')).toBe('From OpenAI.');
    expect(usage).toMatchObject({ model: 'openai' });
    expect(openai.refused).toEqual([]);
  });

  it('is checked by its list of models, and fails the check with a wrong key', async () => {
    const check = async (raw: Record<string, string>): Promise<void> => {
      const servers = serversOf({ LLM_PROVIDER: 'openai', ...withOpenAi(), ...raw });
      await Promise.all(servers.map(async (server) => proveKey(server, never)));
    };
    await check({});
    expect(openai.requestsTo('models')).toHaveLength(1);

    const refused = check({ OPENAI_API_KEY: 'wrong-key' });
    await expect(refused).rejects.toThrow('refuses the key (HTTP 401): correct OPENAI_API_KEY');
    await expect(refused).rejects.not.toThrow('wrong-key');
  });
});

describe('llama', () => {
  it('answers without OpenAI, and is checked by its list of models', async () => {
    const model = await chooseModel(llamaVariables());
    expect((await collect(model)).pieces.join('')).toBe('From the llama.');
    const servers = serversOf(llamaVariables());
    expect(servers.map(({ healthCheck }) => healthCheck)).toEqual(['llama_api']);
    for (const server of servers)
      expect(await listModels(server, never)).toEqual([{ id: 'llama-3.3-70b-instruct' }]);
  });

  it.each<[string, LlamaQuirks]>([
    ['knows no stream_options', { unknownFields: ['stream_options'], errors: 'detail' }],
    ['knows only max_tokens', { unknownFields: ['max_completion_tokens'] }],
    ['never counts tokens', { usage: 'never' }],
    ['counts beside the last words', { usage: 'content chunk' }],
  ])('may be a server that %s', async (_, quirks) => {
    const quirky = await LlamaStandIn.start({ chat: { text: 'Good morning.' }, quirks });
    try {
      const model = await chooseModel({ ...llamaVariables(), LLAMA_BASE_URL: `${quirky.url}/v1` });
      for (let turn = 0; turn < 2; turn++) {
        const { pieces, usage, error } = await collect(model);
        expect(error).toBeUndefined();
        expect(pieces.join('')).toBe('Good morning.');
        expect(usage?.tokensOut).toBeGreaterThan(0);
      }
      expect(quirky.refused.length).toBeLessThanOrEqual(1);
    } finally {
      await quirky.close();
    }
  });

  it.each([
    ['says nothing', { firstTokenMs: 60_000 }],
    ['sends only comments', { firstTokenMs: 60_000, commentMs: 20 }],
    ['hangs before its headers', { breaksOff: { at: 'headers', how: 'hang' } as const }],
    ['breaks the connection', { breaksOff: { at: 'headers', how: 'reset' } as const }],
    ['is overloaded', { failure: { status: 503, body: 'busy' } }],
    ['answers nothing', { text: '' }],
  ])('is replaced by OpenAI within the deadline when it %s', async (_, plan) => {
    llama.planByDefault('chat', plan);
    const model = await chooseModel({ ...llamaVariables(), ...withOpenAi() });
    const startedMs = performance.now();
    const { pieces, usage, error } = await collect(model);
    expect(error).toBeUndefined();
    expect(pieces.join('')).toBe('From OpenAI.');
    expect(usage).toMatchObject({ model: 'openai' });
    expect(performance.now() - startedMs).toBeLessThan(1500);
  });

  it('is left alone after three failures, and the log says so', async () => {
    llama.planByDefault('chat', { failure: { status: 500, body: {} } });
    const model = await chooseModel({ ...llamaVariables(), ...withOpenAi() });
    for (let turn = 0; turn < 5; turn++) {
      expect((await collect(model)).pieces.join('')).toBe('From OpenAI.');
    }
    const turns = 3;
    const triesEach = 2;
    expect(llama.requestsTo('chat').length).toBeLessThanOrEqual(turns * triesEach);
    expect(log.messages('warn')).toContain('Circuit breaker OPENED');
    expect(breakers.all.map(({ name, state }) => [name, state])).toEqual([
      ['llm.llama', 'open'],
      ['llm.openai', 'closed'],
    ]);
    expect(breakers.all[0]?.healthCheck).toBe('llama_api');
  });

  it('costs callers nothing that they notice once its breaker is open', async () => {
    llama.planByDefault('chat', { firstTokenMs: 60_000 });
    openai.planByDefault('chat', { text: 'From OpenAI.', firstTokenMs: 20 });
    const both = await chooseModel({ ...llamaVariables(), ...withOpenAi() });
    const alone = await chooseModel({ LLM_PROVIDER: 'openai', ...withOpenAi() });
    for (let turn = 0; turn < 3; turn++) await collect(both);
    const costsMs: number[] = [];
    for (let turn = 0; turn < 25; turn++) {
      const aloneMs = await timeOfFirstWords(alone);
      costsMs.push((await timeOfFirstWords(both)) - aloneMs);
    }
    expect(llama.requestsTo('chat')).toHaveLength(3);
    expect(median(costsMs)).toBeLessThan(20);
  });

  it('keeps every key and every word out of the log', async () => {
    llama.planByDefault('chat', { failure: { status: 401, body: { error: 'river llama-key' } } });
    openai.planByDefault('chat', { failure: { status: 500, body: { error: 'river openai-key' } } });
    const model = await chooseModel({ ...llamaVariables(), ...withOpenAi() });
    await collect(model);
    const logged = log.lines.map((line) => `${JSON.stringify(line)} ${String(line['err'])}`);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join()).not.toMatch(/river|llama-key|openai-key/);
  });
});

describe('an answer that breaks off', () => {
  const text = 'Amazi ni ubuzima: “water is life”, say the elders. 😀';

  // A hang costs its whole deadline: two places must do.
  it.each([
    ['cut', 397],
    ['reset', 397],
    ['end', 397],
    ['hang', 2000],
  ] as const)(
    'by %s, anywhere, is an error or whole, and its words are a beginning of the text',
    async (how, everyBytes) => {
      const outcomes = new Set<string>();
      // What breaks off before a word is asked for again, and comes.
      llama.planByDefault('chat', { text });
      for (let bytes = 0; bytes < 4000; bytes += everyBytes) {
        llama.plan('chat', { text, breaksOff: { at: { bytes }, how }, writeBytes: [97] });
        const model = await chooseModel(llamaVariables());
        const { pieces, usage, error } = await collect(model);
        expect(text.startsWith(pieces.join(''))).toBe(true);
        expect(usage === undefined).toBe(error !== undefined);
        if (usage) expect(pieces.join('')).toBe(text);
        else expect(error).toBeInstanceOf(ProviderError);
        outcomes.add(usage ? 'whole' : 'error');
      }
      expect(outcomes).toContain('error');
    },
  );

  it('survives single bytes', async () => {
    llama.plan('chat', { text, writeBytes: [1] });
    expect((await collect(await chooseModel(llamaVariables()))).pieces.join('')).toBe(text);
  });
});
