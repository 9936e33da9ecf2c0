import { SystemClock } from '../../src/common/clock.js';
import { Breaker } from '../../src/common/resilience/index.js';
import { describeContract, failedCases } from '../../src/common/testing/contract-suite.js';
import { llmKind, type ChatModel } from '../../src/llm/index.js';
import { GuardedChatModel } from '../../src/llm/guarded-chat-model.js';
import { OpenAiCompatibleModel } from '../../src/llm/openai-compatible/openai-compatible-model.js';
import { faults } from '../../src/llm/testing/contract/faults/index.js';
import { chatModelContract } from '../../src/llm/testing/contract/index.js';
import { served, type Address } from '../../src/llm/testing/contract/served.js';
import { MemoryLog } from '../support/memory-log.js';

const clock = new SystemClock();

function adapter({ name, baseUrl, apiKey, modelId }: Address): ChatModel {
  const isOpenAi = name === 'openai';
  return new OpenAiCompatibleModel(
    {
      name,
      healthCheck: isOpenAi ? 'openai_api' : 'llama_api',
      baseUrl,
      apiKey,
      model: modelId,
      countsTokens: isOpenAi,
      ...(isOpenAi && { reasoningEffort: 'none' }),
    },
    clock,
  );
}

/** Behind every policy; a retry would hide the failure that a case is about, and none comes in time. */
function guarded(address: Address): ChatModel {
  const { name } = address;
  const breaker = new Breaker({
    name: `llm.${name}`,
    provider: name,
    log: new MemoryLog(),
    failures: 100,
    openMs: 60_000,
  });
  return new GuardedChatModel(adapter(address), {
    clock,
    breaker,
    firstMs: 5000,
    betweenMs: 5000,
    random: () => Infinity,
  });
}

const adapters = ['llama', 'openai'] as const;

describe('the contract of chat models', () => {
  for (const name of adapters)
    describeContract(`kept by ${name}`, chatModelContract, async () => served(name, adapter));

  describeContract('kept behind the policies', chatModelContract, async () =>
    served('llama', guarded),
  );

  it('is kept by every provider that there is', () => {
    const names = llmKind.definitions.map(({ name }) => name);
    expect(names.filter((name) => name !== 'none')).toEqual(adapters);
  });

  it('has a title for each case', () => {
    const titles = chatModelContract.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    for (const { foundBy } of faults) expect(titles).toContain(foundBy);
  });

  it.each(faults.map((fault) => [fault.fault, fault] as const))(
    'finds out a model that %s',
    async (_, { foundBy, spoil }) => {
      const cases = chatModelContract.filter(({ title }) => title === foundBy);
      const spoilt = async (): ReturnType<typeof served> =>
        served('llama', (address) => spoil(adapter(address), address));
      expect(await failedCases(cases, spoilt, 800)).toEqual([foundBy]);
    },
  );
});
