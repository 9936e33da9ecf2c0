import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { migrate } from '../../src/persistence/index.js';
import { freePort } from '../support/free-port.js';
import { createTestStores, type TestStores } from '../support/stores.js';

jest.setTimeout(60_000);

const project = fileURLToPath(new URL('../..', import.meta.url));

describe('the start of the server', () => {
  let stores: TestStores;
  let folder: string;

  beforeAll(async () => {
    stores = await createTestStores();
    await migrate(stores.databaseUrl);
    folder = await mkdtemp(join(tmpdir(), 'bakame-start-'));
  });

  afterAll(async () => {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a server that cannot start; gives its exit code and what it said to the operator. */
  async function start(
    environment: Record<string, string>,
  ): Promise<{ code: number; said: string }> {
    const server = spawn(
      process.execPath,
      ['--import', '@swc-node/register/esm-register', 'src/main.ts'],
      {
        cwd: project,
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          DATABASE_URL: stores.databaseUrl,
          REDIS_URL: stores.redisUrl,
          PORT: '0',
          LOG_FILE: join(folder, 'app.log'),
          CSV_FILE: join(folder, 'user_sessions.csv'),
          BAKAME_HOME: folder,
          VAD_PROVIDER: 'energy',
          ASR_PROVIDER: 'whisper',
          TTS_PROVIDER: 'deepgram',
          LLM_PROVIDER: 'none',
          OPENAI_API_KEY: 'sk-of-nobody',
          DEEPGRAM_API_KEY: 'dg-of-nobody',
          ...environment,
        },
      },
    );
    const said = text(server.stderr);
    const [[code]] = await Promise.all([
      once(server, 'exit') as Promise<[number]>,
      text(server.stdout),
    ]);
    return { code, said: await said };
  }

  it('lists everything that is wrong with the environment, by the names of the variables', async () => {
    const { code, said } = await start({
      TTS_PROVIDER: 'parrot',
      OPENAI_API_KEY: '',
      DATABASE_URL: '',
      REDIS_URL: 'http://hunter2@nowhere',
      PORT: '70000',
      PUBLIC_BASE_URL: 'http://tutor.example',
      NODE_ENV: 'production',
    });
    expect(code).toBe(1);
    expect(said).toMatch(/^BAKAME did not start\. CONFIG_INVALID/);
    expect(said).toMatch(/TTS_PROVIDER must be one of: .*coqui_local/);
    for (const name of ['OPENAI_API_KEY', 'DATABASE_URL', 'REDIS_URL', 'PORT', 'PUBLIC_BASE_URL']) {
      expect(said).toContain(name);
    }
    for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'CALLER_ID_KEY']) {
      expect(said).toContain(name);
    }
    expect(said).not.toMatch(/hunter2|parrot|tutor\.example/);
  });

  it('names an unreachable database, without its password', async () => {
    const port = await freePort();
    const { code, said } = await start({
      DATABASE_URL: `postgres://me:hunter2@127.0.0.1:${port}/x`,
    });
    expect(code).toBe(1);
    expect(said).toMatch(/DATABASE_UNREACHABLE.*127\.0\.0\.1:\d+/);
    expect(said).not.toContain('hunter2');
  });

  it('names an unreachable Redis', async () => {
    const port = await freePort();
    const { code, said } = await start({ REDIS_URL: `redis://127.0.0.1:${port}` });
    expect(code).toBe(1);
    expect(said).toMatch(/REDIS_UNREACHABLE.*127\.0\.0\.1:\d+/);
  });

  it('names a port that is taken', async () => {
    const other = createServer().listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, said } = await start({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(said).toContain(`PORT_IN_USE: port ${port} is taken`);
  });

  it('names a local model that is missing, and how to get it', async () => {
    const { code, said } = await start({ ASR_PROVIDER: 'whisper_local' });
    expect(code).toBe(1);
    expect(said).toMatch(/MODEL_MISSING.*npm run setup/);
  });

  it('names a local model that is damaged, and how to get it again', async () => {
    await mkdir(join(folder, 'models', 'silero'), { recursive: true });
    await writeFile(join(folder, 'models', 'silero', 'silero_vad.onnx'), 'not a model');
    const { code, said } = await start({ VAD_PROVIDER: 'silero' });
    expect(code).toBe(1);
    expect(said).toMatch(/MODEL_CORRUPT.*silero_vad\.onnx.*npm run setup/);
  });
});
