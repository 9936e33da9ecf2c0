import { ProviderError } from '../../src/common/errors.js';
import { Breakers } from '../../src/common/resilience/index.js';
import { openAiVendor } from '../../src/common/vendors/openai-api.js';
import type { ChosenModel, VendorServer } from '../../src/common/vendors/vendor-server.js';
import { eventually } from '../support/eventually.js';
import { HealthPages } from '../support/health-pages.js';
import { createTestStores, type TestStores } from '../support/stores.js';
import { openAiFailures } from '../support/vendors/openai/failures.js';
import { OpenAiStandIn } from '../support/vendors/openai/openai-stand-in.js';

describe('the health pages about vendors', () => {
  let stores: TestStores;
  let vendor: OpenAiStandIn;
  let pages: HealthPages;

  function openAi(
    model: ChosenModel = { variable: 'OPENAI_MODEL', id: 'gpt-5.4-mini' },
  ): VendorServer {
    const variables = { OPENAI_BASE_URL: `${vendor.url}/v1`, OPENAI_API_KEY: 'right-key' };
    return openAiVendor(variables, model);
  }

  async function start(servers: readonly VendorServer[]): Promise<void> {
    const { databaseUrl, redisUrl } = stores;
    pages = await HealthPages.start({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }, servers);
  }

  beforeEach(async () => {
    [stores, vendor] = await Promise.all([
      createTestStores(),
      OpenAiStandIn.start({ apiKey: 'right-key' }),
    ]);
  });

  afterEach(async () => {
    await pages.app.close();
    await Promise.all([stores.close(), vendor.close()]);
  });

  it('ask a vendor once for many, by its free list', async () => {
    await start([openAi()]);
    const answers = await Promise.all(Array.from({ length: 5 }, async () => pages.get('/healthz')));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    await pages.get('/healthz');
    // One for the health page, one for the word about models at the start.
    expect(vendor.requests.map(({ path }) => path)).toEqual(['/v1/models', '/v1/models']);
  });

  it.each([
    [
      'refuses the key',
      openAiFailures.invalidKey(),
      'refuses the key (HTTP 401): correct OPENAI_API_KEY',
    ],
    [
      'wants fewer requests',
      openAiFailures.rateLimited(1000),
      'turns requests away (HTTP 429): check the plan and its balance',
    ],
    [
      'is in trouble',
      openAiFailures.overloaded(),
      'is in trouble (HTTP 503): wait, or see its status page',
    ],
    [
      'has moved',
      openAiFailures.unknownModel(),
      'is not what was expected (HTTP 404): correct OPENAI_BASE_URL',
    ],
  ])(
    'tell what to do when a vendor %s, without its words or the key',
    async (_, failure, message) => {
      vendor.planByDefault('models', { failure });
      await start([openAi()]);
      const { status, body, text } = await pages.get('/healthz');
      expect(status).toBe(503);
      expect(body['checks']).toMatchObject({ openai_api: { status: 'unhealthy', message } });
      expect(text).not.toMatch(/right-key|not known|Too many|overloaded|no such model/);
    },
  );

  it('believe live calls more than a list: a vendor whose breaker is open is unhealthy', async () => {
    await start([openAi()]);
    expect((await pages.get('/healthz')).status).toBe(200);
    const breaker = pages.app.get(Breakers).create({
      name: 'llm.openai',
      provider: 'openai',
      healthCheck: 'openai_api',
      failures: 1,
      openMs: 1500,
      log: pages.log,
    });
    const failing = (): AsyncGenerator<string> => {
      throw new ProviderError('openai', 'unavailable', 'down');
    };
    const answer = breaker.stream(failing, () => true, new AbortController().signal);
    await expect(answer.next()).rejects.toThrow('down');
    expect(await pages.get('/healthz')).toMatchObject({
      status: 503,
      body: {
        checks: {
          openai_api: {
            status: 'unhealthy',
            message: expect.stringMatching(/breaker llm\.openai: .* again in 2 s$/) as string,
          },
        },
      },
    });
    await eventually(async () => {
      expect((await pages.get('/healthz')).status).toBe(200);
    });
  });

  it('tell that a vendor cannot be reached', async () => {
    await vendor.refuse();
    await start([openAi()]);
    expect((await pages.get('/healthz')).body['checks']).toMatchObject({
      openai_api: {
        status: 'unhealthy',
        message: 'cannot be reached (ECONNREFUSED): check OPENAI_BASE_URL and the network',
      },
    });
  });

  it('answer within a second while a vendor accepts and says nothing', async () => {
    vendor.planByDefault('models', { breaksOff: { at: 'headers', how: 'hang' } });
    await start([openAi()]);
    const { status, tookMs, body } = await pages.get('/healthz');
    expect(status).toBe(503);
    expect(tookMs).toBeLessThan(1000);
    expect(body['checks']).toMatchObject({
      openai_api: {
        status: 'unhealthy',
        message: 'no answer within 800 ms: check the network and OPENAI_BASE_URL',
      },
    });
    expect(await pages.get('/readyz')).toMatchObject({ status: 200 });
  });

  it('call a vendor healthy that is far away and takes longer than the page may', async () => {
    vendor.planByDefault('models', { delayMs: 1200 });
    await start([openAi()]);
    await pages.get('/healthz');
    await eventually(async () => {
      expect((await pages.get('/healthz')).body).toMatchObject({
        status: 'healthy',
        checks: { openai_api: { status: 'healthy' } },
      });
    });
  });

  it('warn at the start of models that will be shut down or are not offered', async () => {
    await start([
      openAi({ variable: 'OPENAI_MODEL', id: 'gpt-4o-mini' }),
      openAi({ variable: 'OPENAI_TRANSCRIBE_MODEL', id: 'gpt-transcribe' }),
      openAi({ variable: 'OPENAI_OTHER_MODEL', id: 'gpt-2' }),
    ]);
    await eventually(() => {
      expect(pages.log.lines.filter(({ level }) => level === 'warn')).toEqual([
        expect.objectContaining({
          message: 'the database schema is behind; records wait until it is not',
        }),
        {
          level: 'warn',
          message: 'a model in use is to be shut down',
          vendor: 'OpenAI',
          variable: 'OPENAI_MODEL',
          model: 'gpt-4o-mini',
          shutdown_date: '2027-01-14',
          mend: 'set OPENAI_MODEL',
        },
        {
          level: 'warn',
          message: 'a model in use is not in the list of its vendor',
          vendor: 'OpenAI',
          variable: 'OPENAI_OTHER_MODEL',
          model: 'gpt-2',
          mend: 'set OPENAI_OTHER_MODEL',
        },
      ]);
    });
  });
});
