import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { exitCode } from '../../src/doctor/index.js';
import { Patient, type Changes } from '../support/patient.js';
import { openAiFailures } from '../support/vendors/openai/failures.js';

describe('the doctor', () => {
  let patient: Patient;

  beforeAll(async () => {
    patient = await Patient.arrive();
  });

  afterAll(async () => {
    await patient.leave();
  });

  it('finds nothing wrong with a right configuration', async () => {
    const findings = await patient.examine();
    expect(findings.map(({ subject, verdict }) => `${verdict} ${subject}`)).toEqual([
      'ok Node.js',
      'ok variables',
      'ok PostgreSQL',
      'ok Redis',
      'ok Deepgram',
      'ok DEEPGRAM_STT_MODEL',
      'ok DEEPGRAM_TTS_MODEL',
      'ok Llama',
      'ok LLAMA_MODEL',
      'ok OpenAI',
      'ok OPENAI_MODEL',
      'ok Twilio',
      'skipped public URL',
      'skipped signature',
      'ok local models',
      'ok disk',
      'ok clock',
    ]);
    expect(exitCode(findings)).toBe(0);
  });

  it('sends nothing but free requests', async () => {
    await patient.examine();
    const { openAi, llama, deepgram, twilio } = patient.vendors;
    const asked = [openAi, llama, deepgram, twilio].flatMap(({ requests }) =>
      requests.map(({ method, path }) => `${method} ${path.replace(/AC[0-9a-f]+/, 'AC…')}`),
    );
    expect([...new Set(asked)].sort()).toEqual([
      'GET /2010-04-01/Accounts/AC….json',
      'GET /v1/auth/token',
      'GET /v1/models',
    ]);
  });

  it.each<[string, Changes, (string | RegExp)[]]>([
    [
      'variables',
      { PORT: 'eighty', DEEPGRAM_API_KEY: '' },
      [
        /^fault variables: PORT must/,
        'fault variables: DEEPGRAM_API_KEY is required with ASR_PROVIDER=deepgram',
        /DEEPGRAM_API_KEY is required with TTS_PROVIDER/,
      ],
    ],
    [
      'a key of OpenAI',
      { OPENAI_API_KEY: 'wrong-key' },
      ['fault OpenAI: refuses the key (HTTP 401): correct OPENAI_API_KEY'],
    ],
    [
      'a key of Deepgram',
      { DEEPGRAM_API_KEY: 'wrong-key' },
      ['fault Deepgram: refuses the key (HTTP 401): correct DEEPGRAM_API_KEY'],
    ],
    [
      'a key of Llama',
      { LLAMA_API_KEY: 'wrong-key' },
      ['fault Llama: refuses the key (HTTP 401): correct LLAMA_API_KEY'],
    ],
    [
      'the token of Twilio',
      { TWILIO_AUTH_TOKEN: 'wrong-key' },
      [
        'fault Twilio: refuses the account (HTTP 401): correct TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN',
      ],
    ],
    [
      'a name that is not known',
      { OPENAI_BASE_URL: 'https://api.openai.invalid/v1' },
      [/^fault OpenAI: the name api\.openai\.invalid cannot be resolved \(.*OPENAI_BASE_URL/],
    ],
    [
      'a port that nobody listens at',
      { LLAMA_BASE_URL: 'http://127.0.0.1:9/v1' },
      [
        'fault Llama: 127.0.0.1:9 accepts no connection (ECONNREFUSED): check LLAMA_BASE_URL and the network',
      ],
    ],
    [
      'a path that is not there',
      { LLAMA_BASE_URL: 'set below' },
      ['fault Llama: is not what was expected (HTTP 404): correct LLAMA_BASE_URL'],
    ],
    [
      'a model that is to end',
      { OPENAI_MODEL: 'gpt-4o-mini' },
      [
        'warning OPENAI_MODEL: gpt-4o-mini will be shut down on 2027-01-14: choose another before then',
      ],
    ],
    [
      'a model that is not offered',
      { OPENAI_MODEL: 'gpt-2' },
      ['fault OPENAI_MODEL: OpenAI does not offer gpt-2: choose a model of its list'],
    ],
    [
      'a model that is not listed',
      { LLAMA_MODEL: 'alpaca' },
      ['warning LLAMA_MODEL: Llama does not list alpaca: make sure that it answers to that name'],
    ],
    [
      'a voice that is not offered',
      { DEEPGRAM_TTS_MODEL: 'aura-9' },
      [/^fault DEEPGRAM_TTS_MODEL: Deepgram does not offer aura-9/],
    ],
    [
      'a database that is away',
      { DATABASE_URL: 'postgres://bakame:secret@127.0.0.1:9/x' },
      [
        'fault PostgreSQL: cannot be used (ECONNREFUSED): start PostgreSQL, or correct DATABASE_URL',
      ],
    ],
    [
      'a Redis that is away',
      { REDIS_URL: 'redis://127.0.0.1:9' },
      ['fault Redis: cannot be used (ECONNREFUSED): start Redis, or correct REDIS_URL'],
    ],
    [
      'local models that were never set up',
      { VAD_PROVIDER: 'silero', SMART_TURN: 'on' },
      [
        'fault local models: silero/ was never set up: run npm run setup',
        'warning local models: smart-turn/ was never set up: run npm run setup',
      ],
    ],
    [
      'no account with Twilio',
      { TWILIO_ACCOUNT_SID: undefined },
      [/^warning Twilio: only simulated calls/],
    ],
    [
      'an address on this machine in production',
      { NODE_ENV: 'production', CALLER_ID_KEY: 'sixteen characters' },
      ['fault public URL: is on this machine, where Twilio cannot come: set PUBLIC_BASE_URL'],
    ],
  ])('has a line for %s', async (fault, changes, lines) => {
    const missing = `${patient.vendors.llama.url}/v2`;
    const changed = fault.startsWith('a path') ? { LLAMA_BASE_URL: missing } : changes;
    const found = await patient.complaints(changed);
    expect(found).toEqual(
      lines.map((line) =>
        typeof line === 'string' ? line : (expect.stringMatching(line) as unknown),
      ),
    );
  });

  it('tells a failing handshake from a missing server', async () => {
    const url = patient.vendors.llama.url.replace('http:', 'https:');
    expect(await patient.complaints({ LLAMA_BASE_URL: `${url}/v1` })).toEqual([
      expect.stringMatching(/^fault Llama: TLS with 127\.0\.0\.1 fails \(.+\); look at its cert/),
    ]);
  });

  it('says when a vendor is in trouble', async () => {
    patient.vendors.openAi.planByDefault('models', { failure: openAiFailures.overloaded() });
    expect(await patient.complaints()).toEqual([
      'fault OpenAI: is in trouble (HTTP 503): wait, or see its status page',
    ]);
    patient.vendors.openAi.planByDefault('models', {});
  });

  it('says that a server takes what Twilio did not sign', async () => {
    const server = createServer((request, response) => {
      response.end(request.url === '/livez' ? '{"status":"alive"}' : '');
    });
    const sockets = new WebSocketServer({ server });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const takesWrong = 'takes a wrong signature: restart it with TWILIO_AUTH_TOKEN set';
    expect(await patient.complaints({ PUBLIC_BASE_URL: `http://127.0.0.1:${port}` })).toEqual([
      `fault signature: the server ${takesWrong}`,
      `fault media stream: the server ${takesWrong}`,
    ]);
    sockets.close();
    server.close();
  });

  it('says that an address leads to somebody else', async () => {
    expect(await patient.complaints({ PUBLIC_BASE_URL: patient.vendors.openAi.url })).toEqual([
      expect.stringMatching(/^warning public URL: .* not with BAKAME \(HTTP 404 at \/livez\)/),
    ]);
  });
});
