import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/persistence/index.js';
import { PostgresServer } from '../../test/support/postgres-server.js';
import { RedisServer } from '../../test/support/redis-server.js';
import { startServer, type RunningServer } from '../../test/support/server/server-process.js';
import { TwilioSimulator } from '../../test/support/twilio/index.js';
import { startAll, type AllVendors } from '../../test/support/vendors/start-all.js';
import type { StoredTurn } from './record-ledger.js';

const latencies = { recognitionMs: 50, firstTokenMs: 50, tokenMs: 5, firstAudioMs: 50 };
const account = {
  accountSid: `AC${randomBytes(16).toString('hex')}`,
  authToken: randomBytes(16).toString('hex'),
};

/** A server with a PostgreSQL and a Redis of its own, each of which can be killed and started again. */
export class RecordHouse {
  private current: Promise<{ server: RunningServer; twilio: TwilioSimulator }>;

  private constructor(
    readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    private readonly folder: string,
    private readonly vendors: AllVendors,
    private readonly calls: number,
  ) {
    this.current = this.startServer();
  }

  static async open(calls: number): Promise<RecordHouse> {
    const [postgres, redis, folder, vendors] = await Promise.all([
      PostgresServer.start(),
      RedisServer.start(),
      mkdtemp(join(tmpdir(), 'bakame-records-')),
      startAll({ latencies, answer: () => 'Good. What comes next?', recognise: () => '' }),
    ]);
    await migrate(postgres.url);
    const house = new RecordHouse(postgres, redis, folder, vendors, calls);
    await house.current;
    return house;
  }

  /** The Twilio that calls the server which runs now, or starts now. */
  async twilio(): Promise<TwilioSimulator> {
    return (await this.current).twilio;
  }

  /** `kill -9`, and the next server, which finds what the last one left. */
  async replaceServer(): Promise<void> {
    const { server } = await this.current;
    process.kill(server.pid, 'SIGKILL');
    this.current = this.startServer();
    await this.current;
  }

  /** The turns of callers, in the order of the table. */
  async storedTurns(): Promise<StoredTurn[]> {
    return this.query<StoredTurn>(
      `SELECT id, call_id, turn, user_input FROM user_sessions
       WHERE interaction_type = 'turn_metrics' AND user_input <> '' ORDER BY id`,
    );
  }

  async ids(): Promise<string[]> {
    return (await this.query<{ id: string }>('SELECT id FROM user_sessions ORDER BY id')).map(
      ({ id }) => id,
    );
  }

  /** The ids in the CSV file and those put aside, in their order. */
  async csvIds(): Promise<string[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.csv')).sort();
    const aside = names.filter((name) => name !== 'user_sessions.csv');
    const texts = [...aside, 'user_sessions.csv'].map(async (name) =>
      readFile(join(this.folder, name), 'utf8').catch(() => ''),
    );
    const lines = (await Promise.all(texts)).flatMap((text) => text.split('\r\n'));
    return lines.flatMap((line) => /^(\d+),/.exec(line)?.[1] ?? []);
  }

  async close(): Promise<void> {
    const { server } = await this.current;
    await server.stop();
    await this.vendors.close();
    await Promise.all([this.redis.kill(), this.postgres.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async startServer(): Promise<{ server: RunningServer; twilio: TwilioSimulator }> {
    const server = await startServer(this.folder, {
      ...this.vendors.environment,
      ASR_PROVIDER: 'whisper',
      TTS_PROVIDER: 'deepgram',
      LLM_PROVIDER: 'llama',
      VAD_PROVIDER: 'energy',
      SMART_TURN: 'off',
      DATABASE_URL: this.postgres.url,
      REDIS_URL: this.redis.url,
      MAX_CALLS: String(Math.max(100, this.calls)),
      TWILIO_ACCOUNT_SID: account.accountSid,
      TWILIO_AUTH_TOKEN: account.authToken,
      CALLER_ID_KEY: 'a key for this bench alone',
    });
    const twilio = new TwilioSimulator({ ...account, publicBaseUrl: server.url });
    return { server, twilio };
  }

  private async query<Row extends object>(statement: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.postgres.url });
    await client.connect();
    try {
      return (await client.query<Row>(statement)).rows;
    } finally {
      await client.end();
    }
  }
}
